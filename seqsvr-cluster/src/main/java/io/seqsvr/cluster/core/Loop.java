package io.seqsvr.cluster.core;

import java.util.concurrent.Executor;

/**
 * Runs tasks one after the other, never two at a time, in the order in which they become due. What
 * is confined to a loop needs no lock.
 *
 * <p>Thread-safe. Tasks given to a loop that has ended are dropped.
 */
public interface Loop extends Executor {
  /** Runs a task after so many nanoseconds at the earliest. */
  void after(long delayNanos, Runnable task);
}
