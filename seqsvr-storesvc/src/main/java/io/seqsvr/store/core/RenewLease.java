package io.seqsvr.store.core;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.LeaseTerms;
import io.seqsvr.cluster.core.NodeIdentity;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Makes a lease or moves its version, by its holder.
 *
 * <p>Done means that this very call has moved the version. The holder counts from the moment before
 * it sent the call; were a repeat told "done" about what an earlier copy wrote, it would count from
 * later than that write, and an observer who saw the write would take its sections too early.
 *
 * @param expectedVersion the version that the holder knows; 0 makes the lease if there is none
 */
public record RenewLease(
    String incarnation,
    String nodeId,
    String address,
    long leaseNanos,
    long marginNanos,
    long expectedVersion)
    implements LeaseChange {

  /** Longest address. */
  public static final int MAX_ADDRESS_CHARS = 255;

  /** As {@link NodeIdentity} has it. */
  private static final Pattern NODE_ID = Pattern.compile("[a-z0-9.-]{1,64}");

  /** Visible ASCII, with something before the last colon and after it. */
  private static final Pattern ADDRESS = Pattern.compile("[!-~]+:[!-9;-~]+");

  /** As {@link LeaseTerms} has them. */
  private static final long MIN_LEASE_NANOS = Duration.ofMillis(100).toNanos();

  private static final long MAX_LEASE_NANOS = Duration.ofSeconds(60).toNanos();

  @Override
  public void validate() {
    Fields.checkId("incarnation", incarnation);
    Fields.checkText("node_id", nodeId, NODE_ID, 64, "1 to 64 characters of [a-z0-9.-]");
    Fields.checkText(
        "address",
        address,
        ADDRESS,
        MAX_ADDRESS_CHARS,
        "host:port in at most " + MAX_ADDRESS_CHARS + " visible ASCII characters");
    Fields.checkRange("lease_nanos", leaseNanos, MIN_LEASE_NANOS, MAX_LEASE_NANOS);
    Fields.checkRange("margin_nanos", marginNanos, leaseNanos / 10, leaseNanos / 2 - 1);
    Fields.checkRange("expected_version", expectedVersion, 0, Long.MAX_VALUE - 1);
  }

  @Override
  public LeaseDecision decide(Optional<LeaseRow> found, long nowMillis) {
    if (found.isEmpty()) {
      return expectedVersion == 0
          ? LeaseDecision.write(first(nowMillis))
          : LeaseDecision.leave(false, found);
    }
    LeaseRow row = found.get();
    if (row.isFenced() || row.version() != expectedVersion) {
      return LeaseDecision.leave(false, found);
    }
    checkUnchanged(row);
    return LeaseDecision.write(row.next(LeaseRow.State.HELD, nowMillis));
  }

  private LeaseRow first(long nowMillis) {
    return new LeaseRow(
        incarnation, nodeId, address, 1, LeaseRow.State.HELD, leaseNanos, marginNanos, nowMillis);
  }

  /**
   * Observers go by the terms in the row. Shorter ones, written by a renewal, would end a lease
   * whose holder still counts an earlier renewal under the longer ones.
   */
  private void checkUnchanged(LeaseRow row) {
    checkSame("node_id", row.nodeId(), nodeId);
    checkSame("address", row.address(), address);
    checkSame("lease_nanos", Long.toString(row.leaseNanos()), Long.toString(leaseNanos));
    checkSame("margin_nanos", Long.toString(row.marginNanos()), Long.toString(marginNanos));
  }

  private static void checkSame(String field, String stored, String value) {
    if (!stored.equals(value)) {
      throw SeqsvrException.invalidArgument(
          field, "as the lease was made: " + stored, Fields.shorten(value));
    }
  }
}
