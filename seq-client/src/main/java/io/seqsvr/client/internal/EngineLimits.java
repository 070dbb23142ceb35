package io.seqsvr.client.internal;

/**
 * Bounds of a client.
 *
 * @param timeoutNanos time for a whole call with all its attempts, in nanoseconds, at least 1
 * @param attemptTimeoutNanos time for one attempt, in nanoseconds, at least 1
 * @param maxInFlightBatches unanswered batches for each node, at least 1
 * @param maxBatchEntries entries of a batch, at least 1
 * @param maxPending calls without an outcome, at least 1
 */
public record EngineLimits(
    long timeoutNanos,
    long attemptTimeoutNanos,
    int maxInFlightBatches,
    int maxBatchEntries,
    int maxPending) {
  public EngineLimits {
    atLeastOne("timeoutNanos", timeoutNanos);
    atLeastOne("attemptTimeoutNanos", attemptTimeoutNanos);
    atLeastOne("maxInFlightBatches", maxInFlightBatches);
    atLeastOne("maxBatchEntries", maxBatchEntries);
    atLeastOne("maxPending", maxPending);
  }

  private static void atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be >= 1: " + value);
    }
  }
}
