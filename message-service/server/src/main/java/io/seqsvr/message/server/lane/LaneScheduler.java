package io.seqsvr.message.server.lane;

/** Runs tasks later. Thread-safe; never blocks, and not even a delay of 0 runs in the caller. */
@FunctionalInterface
public interface LaneScheduler {
  /**
   * Runs a short task once.
   *
   * @param delayNanos at least 0
   * @throws java.util.concurrent.RejectedExecutionException if it has been shut down
   */
  void schedule(Runnable task, long delayNanos);
}
