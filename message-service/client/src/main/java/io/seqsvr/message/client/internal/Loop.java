package io.seqsvr.message.client.internal;

/**
 * The one thread that the rules run in. Thread-safe; tasks run one after the other and must not
 * block. After its end nothing runs any more.
 */
public interface Loop {
  /** Runs a task soon: those of one thread in the order in which it handed them over. */
  void execute(Runnable task);

  /**
   * Runs a task later.
   *
   * @param delayNanos nanoseconds, at least 0
   */
  Cancellable schedule(Runnable task, long delayNanos);
}
