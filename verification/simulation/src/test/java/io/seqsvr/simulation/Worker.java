package io.seqsvr.simulation;

import io.seqsvr.cluster.core.RandomId;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that carries the time line of a run on, whenever it holds the baton. Exactly one thread
 * of a run holds it; all others stand still. A worker whose task blocks in a call to the store
 * gives the baton to another worker, and has it back when the answer is due; so a task that does
 * not block costs no switch of threads.
 *
 * <p>The baton's flag is volatile and is the only thing that is shared: whatever a run touches is
 * handed over with it.
 */
final class Worker extends Thread implements RandomId.Source {
  /** Workers without the baton and without a task. Guarded by the baton. */
  static final class Pool {
    private final ArrayDeque<Worker> idle = new ArrayDeque<>();
    private int count;

    Worker take() {
      Worker worker = idle.poll();
      if (worker == null) {
        worker = new Worker(this, count++);
        worker.start();
      }
      return worker;
    }

    void putBack(Worker worker) {
      idle.push(worker);
    }
  }

  private final Pool pool;
  private volatile @Nullable TimeLine baton;
  private @Nullable Random ids;

  private Worker(Pool pool, int number) {
    super("simulation-" + number);
    this.pool = pool;
    setDaemon(true);
  }

  /** The worker that is running. */
  static Worker current() {
    return (Worker) Thread.currentThread();
  }

  Pool pool() {
    return pool;
  }

  /** Lets this worker run, and no other: the caller does nothing more that others could see. */
  void give(TimeLine line) {
    baton = line;
    LockSupport.unpark(this);
  }

  /** Waits for the baton. */
  TimeLine await() {
    TimeLine line = baton;
    while (line == null) {
      LockSupport.park(this);
      line = baton;
    }
    baton = null;
    ids = line.ids();
    return line;
  }

  @Override
  public Random ids() {
    if (ids == null) {
      throw new IllegalStateException("no run");
    }
    return ids;
  }

  @Override
  public void run() {
    while (true) {
      await().carryOn(this);
    }
  }
}
