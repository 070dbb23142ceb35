package io.seqsvr.client.internal;

import io.seqsvr.api.time.MonotonicClock;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock and its timers, which move when a test says so. Confined to one thread. */
final class FakeTime implements MonotonicClock, Scheduler {
  private static final class Timer {
    private final long dueNanos;
    private final long number;
    private final Runnable task;

    private Timer(long dueNanos, long number, Runnable task) {
      this.dueNanos = dueNanos;
      this.number = number;
      this.task = task;
    }
  }

  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(
          Comparator.<Timer>comparingLong(timer -> timer.dueNanos - now())
              .thenComparingLong(timer -> timer.number));
  private long nowNanos;
  private long numbers;

  FakeTime(long startNanos) {
    this.nowNanos = startNanos;
  }

  private long now() {
    return nowNanos;
  }

  @Override
  public long nanoTime() {
    return nowNanos;
  }

  @Override
  public Cancellable schedule(Runnable task, long delayNanos) {
    Timer timer = new Timer(nowNanos + delayNanos, numbers++, task);
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  @Override
  public void close() {
    timers.clear();
  }

  /** Moves on, and runs what is due, in order. */
  void pass(Duration duration) {
    long endNanos = nowNanos + duration.toNanos();
    for (Timer next = timers.peek();
        next != null && next.dueNanos - endNanos <= 0;
        next = timers.peek()) {
      timers.remove(next);
      nowNanos = next.dueNanos;
      next.task.run();
    }
    nowNanos = endNanos;
  }

  /** Moves on as if the timers' thread had no chance to run. */
  void passUnnoticed(Duration duration) {
    nowNanos += duration.toNanos();
  }

  int timerCount() {
    return timers.size();
  }
}
