package io.seqsvr.client.grpc;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.seqsvr.client.internal.Cancellable;
import io.seqsvr.client.internal.Scheduler;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * One timer wheel for all deadlines and pauses of a client. Its thread starts with the first task;
 * a task runs up to two ticks, 10 ms, late.
 *
 * <p>Thread-safe. {@link #schedule} and cancelling cost a queue insertion, however many tasks there
 * are. Tasks run in the wheel's thread, one after the other.
 */
public final class WheelScheduler implements Scheduler {
  private static final long TICK_MILLIS = 5;
  private static final int TICKS_PER_WHEEL = 512;
  private static final Cancellable NOTHING = () -> {};

  private final HashedWheelTimer wheel;

  public WheelScheduler(ThreadFactory threads) {
    this.wheel =
        new HashedWheelTimer(threads, TICK_MILLIS, TimeUnit.MILLISECONDS, TICKS_PER_WHEEL, false);
  }

  @Override
  public Cancellable schedule(Runnable task, long delayNanos) {
    try {
      Timeout timeout = wheel.newTimeout(fired -> task.run(), delayNanos, TimeUnit.NANOSECONDS);
      return timeout::cancel;
    } catch (IllegalStateException stopped) {
      // The wheel says so only when it was stopped: then nothing is to run any more.
      return NOTHING;
    }
  }

  @Override
  public void close() {
    wheel.stop();
  }
}
