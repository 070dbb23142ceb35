package io.seqsvr.message.server.delivery;

/** Runs something later. Thread-safe; never blocks. */
@FunctionalInterface
public interface Timers {
  /**
   * Runs a task once, not before the delay is over.
   *
   * @param task must be short: it runs in the one thread of the timers
   */
  Timer schedule(long delayNanos, Runnable task);

  /** A task that was scheduled. */
  @FunctionalInterface
  interface Timer {
    /** Takes it back, if it has not run yet. */
    void cancel();
  }
}
