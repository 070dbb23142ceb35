package io.seqsvr.message.client.internal;

import java.util.function.LongUnaryOperator;

/**
 * Waits between attempts: doubling up to a cap, half of each at random, on top of what the service
 * asks for. The hint is a floor, so that those who were refused together don't come back together.
 *
 * <p>Immutable; thread-safe if its source of randomness is.
 */
public final class Backoff {
  private static final long MAX_HINT_NANOS = 3_600_000_000_000L;
  private static final int MAX_DOUBLINGS = 20;

  private final long baseNanos;
  private final long capNanos;
  private final LongUnaryOperator randomBelow;

  /**
   * @param baseNanos first wait, at least 2
   * @param capNanos longest wait, at least the first one and at most an hour
   * @param randomBelow gives a number from 0 (inclusive) to its argument (exclusive)
   */
  public Backoff(long baseNanos, long capNanos, LongUnaryOperator randomBelow) {
    if (baseNanos < 2 || capNanos < baseNanos || capNanos > MAX_HINT_NANOS) {
      throw new IllegalArgumentException(
          "need 2 <= base <= cap <= 1 h, in ns: " + baseNanos + ", " + capNanos);
    }
    this.baseNanos = baseNanos;
    this.capNanos = capNanos;
    this.randomBelow = randomBelow;
  }

  /**
   * The wait before the next attempt, in nanoseconds.
   *
   * @param failures attempts that failed in a row; less than 1 counts as 1
   * @param hintNanos what the service asks for: more than an hour counts as an hour
   */
  public long delayNanos(int failures, long hintNanos) {
    long wait = baseNanos;
    for (int i = 1; i < Math.min(failures, MAX_DOUBLINGS) && wait < capNanos; i++) {
      wait *= 2;
    }
    long half = Math.min(wait, capNanos) / 2;
    long floor = Math.max(0, Math.min(hintNanos, MAX_HINT_NANOS));
    return floor + half + randomBelow.applyAsLong(half);
  }
}
