package io.seqsvr.client.internal;

import java.time.Duration;
import java.util.function.LongUnaryOperator;

/**
 * Waits between the attempts of a call: exponential with jitter, on top of what the server asks
 * for. The hint is a floor and the jitter comes on top of it, so that callers who were refused
 * together don't come back together.
 *
 * <p>Thread-safe if its source of randomness is; holds no state.
 */
final class Backoff {
  private static final long BASE_NANOS = Duration.ofMillis(10).toNanos();
  private static final long CAP_NANOS = Duration.ofMillis(320).toNanos();
  private static final int MAX_DOUBLINGS = 5;
  private static final long QUICK_CAP_NANOS = Duration.ofMillis(30).toNanos();
  private static final int QUICK_QUESTIONS = 40;
  private static final long MAX_HINT_SECONDS = Duration.ofDays(36_500).toSeconds();

  private final LongUnaryOperator randomBelow;

  /**
   * @param randomBelow gives a number from 0 (inclusive) to its argument (exclusive)
   */
  Backoff(LongUnaryOperator randomBelow) {
    this.randomBelow = randomBelow;
  }

  /**
   * The wait before the next attempt, in nanoseconds.
   *
   * @param failures attempts that failed so far, at least 1
   * @param hint what the server asks for; zero or less for nothing
   */
  long delayNanos(int failures, Duration hint) {
    long doubled = BASE_NANOS << Math.min(Math.max(failures, 1) - 1, MAX_DOUBLINGS);
    long half = Math.min(doubled, CAP_NANOS) / 2;
    return floorNanos(hint) + half + randomBelow.applyAsLong(half);
  }

  /**
   * The pause before a section is asked for again that nobody serves, in nanoseconds. A take-over
   * is a matter of tenths of a second, so these pauses stay short for about a second, and one
   * question stands for all calls of the section; then they grow as the others do.
   *
   * @param failures questions so far, at least 1
   * @param hint what the server asks for; zero or less for nothing
   */
  long pauseNanos(int failures, Duration hint) {
    long half =
        failures <= QUICK_QUESTIONS
            ? Math.min(BASE_NANOS / 2 * Math.max(failures, 1), QUICK_CAP_NANOS / 2)
            : Math.min(
                QUICK_CAP_NANOS << Math.min(failures - QUICK_QUESTIONS - 1, MAX_DOUBLINGS),
                CAP_NANOS / 2);
    return floorNanos(hint) + half + randomBelow.applyAsLong(half);
  }

  /** What a hint amounts to, in nanoseconds, at least 0. */
  long floorNanos(Duration hint) {
    if (hint.isNegative()) {
      return 0;
    }
    // A hint comes from the network: it must not overflow, however odd it is.
    return hint.toSeconds() >= MAX_HINT_SECONDS
        ? Duration.ofSeconds(MAX_HINT_SECONDS).toNanos()
        : hint.toNanos();
  }
}
