package io.seqsvr.store.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.LeaseTerms;
import io.seqsvr.cluster.core.NodeIdentity;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every answer to a renewal and to a fence; hunts an end that is none, and a repeat that counts.
 */
final class LeaseChangeTest {
  private static final String ID = "a".repeat(32);
  private static final long LEASE = 1_000_000_000;
  private static final long MARGIN = 100_000_000;
  private static final long NOW = 77;
  private static final Optional<LeaseRow> NONE = Optional.empty();

  @Test
  void firstRenewalMakesTheLease() {
    LeaseRow made = row(1, LeaseRow.State.HELD, NOW);
    assertWritten(renew(0).decide(NONE, NOW), made);
  }

  @Test
  void renewalMovesTheVersionItExpects() {
    assertWritten(renew(7).decide(held(7), NOW), row(8, LeaseRow.State.HELD, NOW));
  }

  /** Also of the very call that moved it: a later copy has a later send time. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 6, 8, 9})
  void renewalThatHasNotMovedTheVersionIsNotDone(long expected) {
    assertLeft(renew(expected).decide(held(7), NOW), false, held(7));
  }

  @Test
  void absentLeaseIsNotRenewed() {
    assertLeft(renew(7).decide(NONE, NOW), false, NONE);
  }

  @Test
  void fencedLeaseIsNeverRenewed() {
    for (long expected : new long[] {0, 6, 7, 8}) {
      assertLeft(renew(expected).decide(fenced(7), NOW), false, fenced(7));
    }
  }

  @Test
  void fenceEndsTheVersionThatWasSeen() {
    assertWritten(new FenceLease(ID, 7).decide(held(7), NOW), row(8, LeaseRow.State.FENCED, NOW));
  }

  @Test
  void renewedOrAbsentLeaseIsNotFenced() {
    for (long expected : new long[] {1, 6, 8}) {
      assertLeft(new FenceLease(ID, expected).decide(held(7), NOW), false, held(7));
    }
    assertLeft(new FenceLease(ID, 7).decide(NONE, NOW), false, NONE);
  }

  @Test
  void fencedLeaseStaysAsItIs() {
    for (long expected : new long[] {6, 7, 8}) {
      assertLeft(new FenceLease(ID, expected).decide(fenced(7), NOW), true, fenced(7));
    }
  }

  /** Observers go by the terms in the row, and the holder by its own: they must be the same. */
  @Test
  void renewalChangesNothingButTheVersion() {
    for (RenewLease other :
        List.of(
            new RenewLease(ID, "b", "127.0.0.1:7201", LEASE, MARGIN, 7),
            new RenewLease(ID, "a", "127.0.0.1:7202", LEASE, MARGIN, 7),
            new RenewLease(ID, "a", "127.0.0.1:7201", LEASE + 1, MARGIN, 7),
            new RenewLease(ID, "a", "127.0.0.1:7201", LEASE, MARGIN + 1, 7))) {
      assertThatThrownBy(() -> other.decide(held(7), NOW))
          .isInstanceOfSatisfying(
              SeqsvrException.class,
              refusal -> assertThat(refusal.reason()).isEqualTo(ErrorReason.INVALID_ARGUMENT));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "99999999, 10000000, lease_nanos",
    "60000000001, 6000000001, lease_nanos",
    "1000000000, 99999999, margin_nanos",
    "1000000000, 500000000, margin_nanos",
    "-1, 0, lease_nanos",
  })
  void termsAreThoseOfEveryLease(long lease, long margin, String field) {
    assertInvalid(new RenewLease(ID, "a", "h:1", lease, margin, 0), field);
    assertThatThrownBy(() -> new LeaseTerms(lease, margin))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "100000000, 10000000",
    "100000000, 49999999",
    "60000000000, 6000000000",
    "60000000000, 29999999999"
  })
  void extremeTermsAreTaken(long lease, long margin) {
    assertThatCode(new RenewLease(ID, "a", "h:1", lease, margin, 0)::validate)
        .doesNotThrowAnyException();
    assertThat(new LeaseTerms(lease, margin)).isNotNull();
  }

  @Test
  void holdersAreThoseOfEveryLease() {
    for (String node : List.of("", "A", "a b", "a".repeat(65), "é")) {
      assertInvalid(new RenewLease(ID, node, "h:1", LEASE, MARGIN, 0), "node_id");
      assertThatThrownBy(() -> new NodeIdentity(node, ID, "h:1"))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String address : List.of("", "h", ":1", "h:", ":")) {
      assertInvalid(new RenewLease(ID, "a", address, LEASE, MARGIN, 0), "address");
      assertThatThrownBy(() -> new NodeIdentity("a", ID, address))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String address : List.of("h h:1", "é:1", "h:1\n", "h".repeat(254) + ":1")) {
      assertInvalid(new RenewLease(ID, "a", address, LEASE, MARGIN, 0), "address");
    }
    for (String address : List.of("h:1", "[::1]:7201", "h".repeat(253) + ":1")) {
      assertThatCode(new RenewLease(ID, "a".repeat(64), address, LEASE, MARGIN, 0)::validate)
          .doesNotThrowAnyException();
    }
  }

  @Test
  void versionsAndIncarnations() {
    assertInvalid(renew(-1), "expected_version");
    assertInvalid(renew(Long.MAX_VALUE), "expected_version");
    assertInvalid(new FenceLease(ID, 0), "expected_version");
    assertInvalid(new FenceLease(ID, Long.MAX_VALUE), "expected_version");
    assertInvalid(new FenceLease("x", 1), "incarnation");
    assertInvalid(new RenewLease("", "a", "h:1", LEASE, MARGIN, 0), "incarnation");
  }

  private static void assertInvalid(LeaseChange change, String field) {
    SeqsvrException refusal = catchThrowableOfType(SeqsvrException.class, change::validate);
    assertThat(refusal).as("%s", change).isNotNull();
    assertThat(refusal.reason()).isEqualTo(ErrorReason.INVALID_ARGUMENT);
    assertThat(refusal.metadata())
        .containsEntry("field", field)
        .containsKey("limit")
        .hasEntrySatisfying("value", value -> assertThat(value).hasSizeLessThan(100));
  }

  private static void assertWritten(LeaseDecision decision, LeaseRow row) {
    assertThat(decision).isEqualTo(new LeaseDecision(true, true, Optional.of(row)));
  }

  private static void assertLeft(LeaseDecision decision, boolean done, Optional<LeaseRow> row) {
    assertThat(decision).isEqualTo(new LeaseDecision(done, false, row));
  }

  private static RenewLease renew(long expectedVersion) {
    return new RenewLease(ID, "a", "127.0.0.1:7201", LEASE, MARGIN, expectedVersion);
  }

  private static Optional<LeaseRow> held(long version) {
    return Optional.of(row(version, LeaseRow.State.HELD, 5));
  }

  private static Optional<LeaseRow> fenced(long version) {
    return Optional.of(row(version, LeaseRow.State.FENCED, 5));
  }

  private static LeaseRow row(long version, LeaseRow.State state, long updatedAtMillis) {
    return new LeaseRow(ID, "a", "127.0.0.1:7201", version, state, LEASE, MARGIN, updatedAtMillis);
  }
}
