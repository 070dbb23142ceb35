package io.seqsvr.alloc.core;

import java.time.Duration;

/**
 * How much is reserved at a time. A reservation that was used up quickly is followed by one of
 * twice the size, one that lasted long by one of half, within {@code [step, maxStep]}.
 *
 * @param step smallest reservation, in seqs
 * @param maxStep largest reservation, in seqs
 */
public record ReservePolicy(long step, long maxStep) {
  /** Largest reservation that the store accepts. */
  public static final long LARGEST_STEP = 1_000_000_000;

  private static final long SHORT_NANOS = Duration.ofMillis(250).toNanos();
  private static final long LONG_NANOS = Duration.ofSeconds(2).toNanos();

  public ReservePolicy {
    if (step < 2 || step > LARGEST_STEP) {
      throw new IllegalArgumentException("step must be 2.." + LARGEST_STEP + ": " + step);
    }
    if (maxStep < step || maxStep > LARGEST_STEP) {
      throw new IllegalArgumentException(
          "max-step must be " + step + ".." + LARGEST_STEP + ": " + maxStep);
    }
  }

  /** Size of the next reservation, given the last one and how long it lasted. */
  long nextSize(long lastSize, long lastedNanos) {
    if (lastedNanos < SHORT_NANOS) {
      return Math.min(2 * lastSize, maxStep);
    }
    if (lastedNanos > LONG_NANOS) {
      return Math.max(lastSize / 2, step);
    }
    return lastSize;
  }
}
