package io.seqsvr.message.client.internal;

import io.seqsvr.api.time.MonotonicClock;
import java.util.function.LongFunction;

/**
 * Repeats a call that changes nothing when it is repeated, until it is answered or refused for good
 * or its time is over. The service's wish to wait is a floor; a wait that would not leave time for
 * another attempt is not begun. Thread-safe; blocks its caller.
 */
public final class Repeater {
  /** Blocks the caller for a while. */
  @FunctionalInterface
  public interface Pause {
    /**
     * Waits.
     *
     * @return false if nothing is to be tried any more
     */
    boolean await(long nanos) throws InterruptedException;
  }

  private final MonotonicClock clock;
  private final Backoff backoff;
  private final Pause pause;
  private final long timeoutNanos;
  private final long attemptTimeoutNanos;

  public Repeater(
      MonotonicClock clock,
      Backoff backoff,
      Pause pause,
      long timeoutNanos,
      long attemptTimeoutNanos) {
    this.clock = clock;
    this.backoff = backoff;
    this.pause = pause;
    this.timeoutNanos = timeoutNanos;
    this.attemptTimeoutNanos = attemptTimeoutNanos;
  }

  /**
   * The end of the last attempt. A refusal counts only if no attempt before it was left without an
   * answer: otherwise the call may have had its effect.
   *
   * @param call one attempt with the nanoseconds that it may take
   */
  public <V> Attempt<V> call(LongFunction<Attempt<V>> call) throws InterruptedException {
    long deadlineNanos = clock.nanoTime() + timeoutNanos;
    int failures = 0;
    Attempt<V> unanswered = null;
    while (true) {
      long remaining = Math.max(1, deadlineNanos - clock.nanoTime());
      Attempt<V> attempt = call.apply(Math.min(remaining, attemptTimeoutNanos));
      long hint = 0;
      if (attempt instanceof Attempt.Answered) {
        return attempt;
      }
      if (attempt instanceof Attempt.Refused<V> refused) {
        if (!refused.refusal().reason().isRetryable()) {
          return attempt;
        }
        hint = refused.refusal().retryAfter().map(Nanos::of).orElse(0L);
      } else {
        unanswered = attempt;
        if (!((Attempt.Unanswered<V>) attempt).retryable()) {
          return attempt;
        }
      }
      failures++;
      long wait = backoff.delayNanos(failures, hint);
      boolean timeLeft = deadlineNanos - clock.nanoTime() - wait > 0;
      if (!timeLeft || !pause.await(wait)) {
        return unanswered == null ? attempt : unanswered;
      }
    }
  }
}
