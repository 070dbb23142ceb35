package io.seqsvr.cluster.core;

import io.seqsvr.api.time.MonotonicClock;
import java.util.PriorityQueue;

/**
 * A clock that stands still until it is told to go on, and what is to happen at which of its
 * readings: in the order of time, then in the order in which it was planned. For one thread.
 */
public final class VirtualTime implements MonotonicClock {
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
  public void in(long delayNanos, Runnable action) {
    planned.add(new Event(nowNanos + Math.max(0, delayNanos), order++, action));
  }

  /** Moves on; what becomes due on the way happens, each at its time. May be called from there. */
  public void advance(long nanos) {
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
  public int planned() {
    return planned.size();
  }

  /** Runs what is planned on the thread that moves the time. Starts no thread of its own. */
  public TimedLoop loop() {
    return new TimedLoop();
  }

  /** As {@link #loop} makes it. */
  public final class TimedLoop implements Loop {
    private int planned;

    private TimedLoop() {}

    @Override
    public void execute(Runnable task) {
      after(0, task);
    }

    @Override
    public void after(long delayNanos, Runnable task) {
      planned++;
      in(delayNanos, task);
    }

    /** How many tasks it was given so far. */
    public int planned() {
      return planned;
    }
  }
}
