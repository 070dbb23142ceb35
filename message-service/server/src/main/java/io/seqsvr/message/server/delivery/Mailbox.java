package io.seqsvr.message.server.delivery;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The events of one session, carried out one at a time, in order, on a shared executor. A turn
 * carries out a bounded number and then lets the other sessions have theirs.
 *
 * <p>Thread-safe; no method blocks. The queue is guarded by the monitor; events run outside it,
 * each with everything that the ones before it did in sight.
 */
final class Mailbox {
  private static final int EVENTS_A_TURN = 64;

  private final Executor executor;
  private final int capacity;
  private final Runnable afterTurn;
  private final Consumer<RuntimeException> onFailure;
  private final ArrayDeque<Runnable> events = new ArrayDeque<>();
  private boolean scheduled;

  /**
   * @param executor takes at most one task of this mailbox at a time, and never refuses it
   * @param capacity of {@link #offer}
   * @param afterTurn carried out after each turn, as an event
   * @param onFailure told of what an event throws, as a part of that event
   */
  Mailbox(
      Executor executor, int capacity, Runnable afterTurn, Consumer<RuntimeException> onFailure) {
    this.executor = executor;
    this.capacity = capacity;
    this.afterTurn = afterTurn;
    this.onFailure = onFailure;
  }

  /** Something that is to be done once, however often it is asked for before it is. */
  final class Signal {
    private final AtomicBoolean raised = new AtomicBoolean();
    private final Runnable task;

    Signal(Runnable task) {
      this.task = task;
    }

    /** Asks for it. What the caller did before is in sight of the task. */
    void raise() {
      if (raised.compareAndSet(false, true)) {
        put(
            () -> {
              raised.set(false);
              task.run();
            });
      }
    }
  }

  /** Adds an event if there is room. */
  boolean offer(Runnable event) {
    synchronized (this) {
      if (events.size() >= capacity) {
        return false;
      }
    }
    put(event);
    return true;
  }

  /** Adds an event whose number is bounded by its source. */
  void put(Runnable event) {
    synchronized (this) {
      events.add(event);
      if (scheduled) {
        return;
      }
      scheduled = true;
    }
    executor.execute(this::turn);
  }

  private void turn() {
    for (int i = 0; i < EVENTS_A_TURN; i++) {
      Runnable event;
      synchronized (this) {
        event = events.poll();
      }
      if (event == null) {
        break;
      }
      carryOut(event);
    }
    carryOut(afterTurn);
    synchronized (this) {
      if (events.isEmpty()) {
        scheduled = false;
        return;
      }
    }
    executor.execute(this::turn);
  }

  private void carryOut(Runnable event) {
    try {
      event.run();
    } catch (RuntimeException e) {
      onFailure.accept(e);
    }
  }
}
