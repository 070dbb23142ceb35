package io.seqsvr.alloc.core;

import io.seqsvr.api.time.MonotonicClock;
import java.util.PriorityQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A clock that stands still until it is told to go on, and what is to happen at which of its
 * readings: in the order of time, then in the order in which it was planned. For one thread.
 */
final class VirtualTime implements MonotonicClock {
  private record Event(long atNanos, long order, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private static final int MOST_AT_ONCE = 10_000;

  private final PriorityQueue<Event> planned = new PriorityQueue<>();
  private long nowNanos = 1;
  private long order;
  private int sinceItMoved;

  @Override
  public long nanoTime() {
    return nowNanos;
  }

  /** Plans something. */
  void in(long delayNanos, Runnable action) {
    planned.add(new Event(nowNanos + Math.max(0, delayNanos), order++, action));
  }

  /** Moves on; what becomes due on the way happens, each at its time. May be called from there. */
  void advance(long nanos) {
    long until = nowNanos + nanos;
    while (!planned.isEmpty() && planned.peek().atNanos() <= until) {
      Event next = planned.remove();
      sinceItMoved = next.atNanos() > nowNanos ? 0 : sinceItMoved + 1;
      if (sinceItMoved > MOST_AT_ONCE) {
        throw new AssertionError("the same instant goes on for ever");
      }
      nowNanos = Math.max(nowNanos, next.atNanos());
      next.action().run();
    }
    nowNanos = Math.max(nowNanos, until);
  }

  /** Number of planned events. */
  int planned() {
    return planned.size();
  }

  /** Runs what is scheduled on the thread that moves the time. Starts no thread of its own. */
  Executor executor() {
    return new Executor();
  }

  /** As {@link #executor} makes it. */
  final class Executor extends ScheduledThreadPoolExecutor {
    /** What was scheduled so far. */
    int scheduled;

    private Executor() {
      super(0);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
      scheduled++;
      Planned task = new Planned(command);
      in(unit.toNanos(delay), task);
      return task;
    }
  }

  private static final class Planned extends FutureTask<Void> implements ScheduledFuture<Void> {
    private final Runnable command;

    Planned(Runnable command) {
      super(command, null);
      this.command = command;
    }

    @Override
    public void run() {
      // Directly: a failed check inside must end the test, not hide in the future.
      command.run();
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return 0;
    }

    @Override
    public int compareTo(Delayed other) {
      return 0;
    }
  }
}
