package io.seqsvr.alloc.core;

import java.time.Duration;

/**
 * How much is reserved at a time for a conversation with a ceiling of its own, and when: enough for
 * a second at the rate at which it was used last, and for some answers of the store if those take
 * long, within {@code [step, maxStep]}.
 *
 * @param step smallest reservation, in seqs; what a section reserves for its other conversations
 * @param maxStep largest reservation, in seqs; no more than that is ever reserved and not used
 */
public record ReservePolicy(long step, long maxStep) {
  /** Largest reservation that the store accepts. */
  public static final long LARGEST_STEP = 1_000_000_000;

  private static final double LASTS_NANOS = Duration.ofSeconds(1).toNanos();

  /** A range lasts for at least so many answers of the store. */
  private static final int LASTS_ANSWERS = 8;

  public ReservePolicy {
    if (step < 2 || step > LARGEST_STEP) {
      throw new IllegalArgumentException("step must be 2.." + LARGEST_STEP + ": " + step);
    }
    if (maxStep < step || maxStep > LARGEST_STEP) {
      throw new IllegalArgumentException(
          "max-step must be " + step + ".." + LARGEST_STEP + ": " + maxStep);
    }
  }

  /**
   * Size of the next range.
   *
   * @param seqsPerNano rate at which the conversation uses seqs
   * @param storeNanos how long a reservation takes
   */
  long size(double seqsPerNano, long storeNanos) {
    double wanted = seqsPerNano * Math.max(LASTS_NANOS, (double) LASTS_ANSWERS * storeNanos);
    return Math.round(Math.min((double) maxStep, Math.max((double) step, wanted)));
  }

  /**
   * How much of a range is left when the next one becomes due: half of it, or more if the store is
   * so slow that half would not last for half of the answers that a range is meant to last for.
   *
   * @param sizeSeqs of the range
   */
  long leftWhenDue(long sizeSeqs, double seqsPerNano, long storeNanos) {
    double needed = seqsPerNano * (LASTS_ANSWERS / 2) * storeNanos;
    return Math.round(Math.min((double) sizeSeqs, Math.max(sizeSeqs / 2.0, needed)));
  }
}
