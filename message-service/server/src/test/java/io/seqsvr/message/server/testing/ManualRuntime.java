package io.seqsvr.message.server.testing;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.message.server.lane.LaneEnvironment;
import io.seqsvr.message.server.lane.LaneScheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Executor;

/**
 * Threads, timers and clocks that move when a test says so, in an order that a seed decides.
 * Confined to one thread.
 */
public final class ManualRuntime implements Executor, LaneScheduler, MonotonicClock, InstantSource {
  private static final int MAX_TASKS = 1_000_000;
  private static final long START_MILLIS = 1_800_000_000_000L;

  private record Timer(long dueNanos, long number, Runnable task) {}

  private final Random random;
  private final List<Runnable> ready = new ArrayList<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(
          Comparator.comparingLong(Timer::dueNanos).thenComparingLong(Timer::number));
  private long nowNanos;
  private long numbers;

  public ManualRuntime(long seed) {
    this.random = new Random(seed);
  }

  /** All of it, as lanes want it. */
  public LaneEnvironment environment() {
    return new LaneEnvironment(this, this, this, this, random);
  }

  @Override
  public void execute(Runnable task) {
    ready.add(task);
  }

  @Override
  public void schedule(Runnable task, long delayNanos) {
    timers.add(new Timer(nowNanos + delayNanos, numbers++, task));
  }

  @Override
  public long nanoTime() {
    return nowNanos;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(START_MILLIS).plusNanos(nowNanos);
  }

  /** Runs one of the tasks that are ready, if there is one. */
  public boolean runOne() {
    if (ready.isEmpty()) {
      return false;
    }
    ready.remove(random.nextInt(ready.size())).run();
    return true;
  }

  /** Runs until nothing is ready. Time stands still. */
  public void settle() {
    int tasks = 0;
    while (runOne()) {
      tasks++;
      if (tasks > MAX_TASKS) {
        throw new AssertionError("no end of tasks");
      }
    }
  }

  /** Moves on, and runs what is due and what becomes ready then. */
  public void pass(Duration duration) {
    long endNanos = nowNanos + duration.toNanos();
    settle();
    for (Timer next = timers.peek();
        next != null && next.dueNanos() <= endNanos;
        next = timers.peek()) {
      timers.remove(next);
      nowNanos = next.dueNanos();
      next.task().run();
      settle();
    }
    nowNanos = endNanos;
  }

  /** Moves to the next timer and makes it ready, if there is one. */
  public boolean passToNextTimer() {
    Timer next = timers.poll();
    if (next == null) {
      return false;
    }
    nowNanos = Math.max(nowNanos, next.dueNanos());
    ready.add(next.task());
    return true;
  }
}
