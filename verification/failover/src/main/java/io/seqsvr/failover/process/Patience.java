package io.seqsvr.failover.process;

import io.seqsvr.api.time.MonotonicClock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for conditions and for moments. Thread-safe. */
public final class Patience {
  private static final long POLL_NANOS = 1_000_000;
  private static final long SLOW_POLL_NANOS = 20_000_000;

  private final MonotonicClock clock;

  /** Waits by a clock. */
  public Patience(MonotonicClock clock) {
    this.clock = clock;
  }

  /** The clock that it waits by. */
  public MonotonicClock clock() {
    return clock;
  }

  /**
   * Waits until a condition holds.
   *
   * @param what it is, for the failure's message
   * @throws DrillFailedException if it does not hold in time
   */
  public void await(String what, Duration limit, BooleanSupplier condition)
      throws DrillFailedException, InterruptedException {
    if (!holdsWithin(limit, condition)) {
      throw new DrillFailedException("not within " + limit.toMillis() + " ms: " + what);
    }
  }

  /**
   * As {@link #await}, for conditions that take files or connections to look at, and would keep a
   * processor busy.
   */
  public void awaitSlowly(String what, Duration limit, BooleanSupplier condition)
      throws DrillFailedException, InterruptedException {
    if (!holdsWithin(limit, SLOW_POLL_NANOS, condition)) {
      throw new DrillFailedException("not within " + limit.toMillis() + " ms: " + what);
    }
  }

  /** Waits until a condition holds; false if it does not in time. */
  public boolean holdsWithin(Duration limit, BooleanSupplier condition)
      throws InterruptedException {
    return holdsWithin(limit, POLL_NANOS, condition);
  }

  private boolean holdsWithin(Duration limit, long pollNanos, BooleanSupplier condition)
      throws InterruptedException {
    long begin = clock.nanoTime();
    while (!condition.getAsBoolean()) {
      if (clock.nanoTime() - begin > limit.toNanos()) {
        return false;
      }
      park(pollNanos);
    }
    return true;
  }

  /** Waits until a moment of the clock. */
  public void until(long nanos) throws InterruptedException {
    for (long left = nanos - clock.nanoTime(); left > 0; left = nanos - clock.nanoTime()) {
      park(left);
    }
  }

  private static void park(long nanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    LockSupport.parkNanos(nanos);
  }
}
