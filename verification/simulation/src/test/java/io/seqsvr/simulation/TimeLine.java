package io.seqsvr.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The events of one run, one after the other, in the order of their virtual times; those of one
 * time in the order in which they were planned.
 *
 * <p>Confined to whichever {@link Worker} holds the baton.
 */
final class TimeLine {
  private record Event(long atNanos, long order, Runnable task) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  /** A blocking call that waits for its answer. */
  final class Call<T> {
    private final Worker worker = Worker.current();
    private @Nullable T value;
    private @Nullable RuntimeException failure;
    private boolean done;

    /** The first end counts; its worker runs again after this event. */
    void complete(T answer) {
      if (!done) {
        value = answer;
        end();
      }
    }

    void fail(RuntimeException why) {
      if (!done) {
        failure = why;
        end();
      }
    }

    private void end() {
      done = true;
      ready.add(worker);
      blocked.remove(this);
    }

    boolean isDone() {
      return done;
    }

    /** Stands still until the call has ended; other events happen meanwhile. */
    T await() {
      if (ending && !done) {
        throw brokenOff.apply("the run is over");
      }
      if (!done) {
        blocked.add(this);
        worker.pool().take().give(TimeLine.this);
        worker.await();
      }
      if (failure != null) {
        throw failure;
      }
      if (value == null) {
        throw new IllegalStateException("ended without an answer");
      }
      return value;
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>(1_024);
  private final ArrayDeque<Worker> ready = new ArrayDeque<>();
  private final Set<Call<?>> blocked = new LinkedHashSet<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Random ids;
  private final Function<String, RuntimeException> brokenOff;
  private long nowNanos;
  private long planned;
  private long done;
  private boolean ending;
  private @Nullable Throwable failure;

  /**
   * A line without events.
   *
   * @param brokenOff what a call that waits at the end of the run fails with
   */
  TimeLine(Random ids, Function<String, RuntimeException> brokenOff) {
    this.ids = ids;
    this.brokenOff = brokenOff;
  }

  Random ids() {
    return ids;
  }

  /** Virtual time since the start of the run. */
  long nowNanos() {
    return nowNanos;
  }

  /** How many events have happened. */
  long events() {
    return done;
  }

  void at(long atNanos, Runnable task) {
    events.add(new Event(Math.max(atNanos, nowNanos), planned++, task));
  }

  void in(long delayNanos, Runnable task) {
    at(nowNanos + delayNanos, task);
  }

  /** A call of the task that is running. */
  <T> Call<T> call() {
    return new Call<>();
  }

  /** No more events after the present one. */
  void end() {
    ending = true;
  }

  /** Something broke; the first one is told. */
  void fail(Throwable why) {
    if (failure == null) {
      failure = why;
    }
    end();
  }

  boolean isFailed() {
    return failure != null;
  }

  /** Carries everything out, on the pool's threads; returns what broke, or null. */
  @Nullable Throwable run(Worker.Pool pool) {
    pool.take().give(this);
    boolean interrupted = false;
    while (true) {
      try {
        over.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return failure;
  }

  /** The loop of whoever holds the baton; returns without it. */
  void carryOn(Worker self) {
    while (true) {
      Worker next = ready.poll();
      if (next != null) {
        self.pool().putBack(self);
        next.give(this);
        return;
      }
      if (ending) {
        if (blocked.isEmpty()) {
          self.pool().putBack(self);
          over.countDown();
          return;
        }
        List.copyOf(new ArrayList<>(blocked))
            .forEach(c -> c.fail(brokenOff.apply("the run is over")));
        continue;
      }
      Event event = events.poll();
      if (event == null) {
        ending = true;
        continue;
      }
      nowNanos = event.atNanos();
      done++;
      try {
        event.task().run();
      } catch (Throwable e) {
        fail(e);
      }
    }
  }
}
