package io.seqsvr.message.client.grpc;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.message.client.internal.Cancellable;
import io.seqsvr.message.client.internal.Loop;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock, its timers and a loop, which move when a test says so. Confined to one thread. */
final class VirtualTime implements MonotonicClock, Loop {
  private record Timer(long dueNanos, long number, Runnable task) {}

  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(
          Comparator.comparingLong(Timer::dueNanos).thenComparingLong(Timer::number));
  private long nowNanos = 1_000_000_000L;
  private long numbers;

  @Override
  public long nanoTime() {
    return nowNanos;
  }

  @Override
  public void execute(Runnable task) {
    Cancellable unused = schedule(task, 0);
  }

  @Override
  public Cancellable schedule(Runnable task, long delayNanos) {
    Timer timer = new Timer(nowNanos + delayNanos, numbers++, task);
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  /** Moves on, and runs what is due, in order. */
  void pass(Duration duration) {
    long endNanos = nowNanos + duration.toNanos();
    for (Timer next = timers.peek();
        next != null && next.dueNanos() <= endNanos;
        next = timers.peek()) {
      timers.poll();
      nowNanos = next.dueNanos();
      next.task().run();
    }
    nowNanos = endNanos;
  }
}
