package io.seqsvr.failover.load;

import io.seqsvr.failover.process.Patience;

/**
 * A thread that does something at a fixed rate, whatever became of what it did before. A turn that
 * comes late is made up for at once. Thread-safe.
 */
final class Pace implements AutoCloseable {
  private final Thread thread;

  private Pace(Thread thread) {
    this.thread = thread;
  }

  /**
   * Starts it.
   *
   * @param perSecond turns, at least 1
   * @param turn must not block, nor throw
   */
  static Pace start(String name, int perSecond, Patience patience, Runnable turn) {
    long gapNanos = 1_000_000_000L / perSecond;
    Thread thread = new Thread(() -> run(gapNanos, patience, turn), name);
    thread.setDaemon(true);
    thread.start();
    return new Pace(thread);
  }

  private static void run(long gapNanos, Patience patience, Runnable turn) {
    long due = patience.clock().nanoTime();
    try {
      while (true) {
        patience.until(due);
        turn.run();
        due += gapNanos;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends it; waits until its last turn is over. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
