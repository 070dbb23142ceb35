package io.seqsvr.client.internal;

/** Runs tasks later. Implementations are thread-safe; tasks must not block. */
public interface Scheduler {
  /**
   * Runs a task once, not before the delay is over. After {@link #close} nothing runs.
   *
   * @param delayNanos nanoseconds, at least 0
   */
  Cancellable schedule(Runnable task, long delayNanos);

  /** Drops everything that is scheduled. */
  void close();
}
