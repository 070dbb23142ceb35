package io.seqsvr.message.server.delivery;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.message.server.lane.LaneScheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Clock, timers and threads in one thread: tasks run when the test says so, one after the other; in
 * the order of their coming, or in one that a seed draws. Not thread-safe.
 */
public final class VirtualWorld
    implements MonotonicClock, InstantSource, Timers, LaneScheduler, Executor {
  private static final int TOO_MANY_TASKS = 2_000_000;

  /** Near the overflow, so that a comparison without subtraction fails. */
  private long nanos = Long.MAX_VALUE - 1_000;

  private long elapsedNanos;
  private long scheduled;
  private final List<Runnable> tasks = new ArrayList<>();
  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(
          Comparator.comparingLong(Alarm::dueElapsedNanos).thenComparingLong(Alarm::number));
  private final @Nullable RandomGenerator order;

  /** Tasks run in the order of their coming. */
  public VirtualWorld() {
    this(null);
  }

  /** Tasks run in an order that is drawn. */
  VirtualWorld(@Nullable RandomGenerator order) {
    this.order = order;
  }

  private record Alarm(long dueElapsedNanos, long number, Runnable task) {}

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(1_700_000_000_000L).plusNanos(elapsedNanos);
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public Timer schedule(long delayNanos, Runnable task) {
    Alarm alarm = new Alarm(elapsedNanos + delayNanos, scheduled++, task);
    alarms.add(alarm);
    return () -> alarms.remove(alarm);
  }

  @Override
  public void schedule(Runnable task, long delayNanos) {
    Timer unused = schedule(delayNanos, task);
  }

  /** Timers that have not run. */
  int alarms() {
    return alarms.size();
  }

  /** Runs tasks until there are none. */
  public void run() {
    for (int i = 0; !tasks.isEmpty(); i++) {
      if (i > TOO_MANY_TASKS) {
        throw new IllegalStateException("it does not come to rest");
      }
      runOne();
    }
  }

  /** Runs one task, if there is one. */
  void runOne() {
    if (!tasks.isEmpty()) {
      tasks.remove(order == null ? 0 : order.nextInt(tasks.size())).run();
    }
  }

  /** Lets time pass, timer by timer, and runs what comes of it. */
  public void advance(Duration time) {
    run();
    long until = elapsedNanos + time.toNanos();
    Alarm next = alarms.peek();
    while (next != null && next.dueElapsedNanos <= until) {
      alarms.remove(next);
      pass(Math.max(0, next.dueElapsedNanos - elapsedNanos));
      next.task.run();
      run();
      next = alarms.peek();
    }
    pass(until - elapsedNanos);
    run();
  }

  private void pass(long moreNanos) {
    nanos += moreNanos;
    elapsedNanos += moreNanos;
  }
}
