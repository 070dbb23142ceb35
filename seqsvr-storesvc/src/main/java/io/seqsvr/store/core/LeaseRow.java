package io.seqsvr.store.core;

/**
 * One incarnation's lease. Its {@code version} goes up by exactly 1 at every change; all but
 * version, state and stamp stay as they were when it was made.
 *
 * @param incarnation its holder: 32 lowercase hexadecimal digits
 * @param nodeId the holder's configured name
 * @param address where clients reach the holder, {@code host:port}
 * @param version at least 1
 * @param leaseNanos length of the lease
 * @param marginNanos what the holder gives up early and an observer waits longer
 * @param updatedAtMillis since 1970-01-01 UTC, by the clock of whichever store wrote it: for
 *     people, and to tidy up by; nothing that is promised depends on it
 */
public record LeaseRow(
    String incarnation,
    String nodeId,
    String address,
    long version,
    State state,
    long leaseNanos,
    long marginNanos,
    long updatedAtMillis) {

  /** What a lease is to those who want to take its holder's place. */
  public enum State {
    /** Its holder may be serving. */
    HELD,

    /** Its holder has stopped by its own clock, and acquires nothing any more. Final. */
    FENCED
  }

  /** Whether the incarnation is over for good. */
  public boolean isFenced() {
    return state == State.FENCED;
  }

  LeaseRow next(State nextState, long nowMillis) {
    return new LeaseRow(
        incarnation, nodeId, address, version + 1, nextState, leaseNanos, marginNanos, nowMillis);
  }
}
