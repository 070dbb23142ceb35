package io.seqsvr.message.server.netty;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.seqsvr.message.server.delivery.Timers;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** One wheel and one thread for the timers of all sessions: exact to a tick. Thread-safe. */
public final class WheelTimers implements Timers, AutoCloseable {
  private static final long TICK_MILLIS = 20;

  private final HashedWheelTimer wheel;

  public WheelTimers(ThreadFactory threads) {
    this.wheel = new HashedWheelTimer(threads, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public Timer schedule(long delayNanos, Runnable task) {
    Timeout timeout = wheel.newTimeout(unused -> task.run(), delayNanos, TimeUnit.NANOSECONDS);
    return timeout::cancel;
  }

  /** Ends the thread; what was scheduled does not run. */
  @Override
  public void close() {
    wheel.stop();
  }
}
