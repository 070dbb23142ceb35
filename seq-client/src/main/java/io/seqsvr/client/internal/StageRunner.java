package io.seqsvr.client.internal;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs tasks that may block, none of them held up by another, with few threads: whoever runs one
 * calls for one more thread first if others wait. So ten thousand calls that expire together need a
 * handful of threads, and still each of them ends in time if a stage of another one blocks.
 *
 * <p>Thread-safe and lock-free. {@code called} is true from the call for a thread until it begins.
 */
final class StageRunner implements Executor {
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean called = new AtomicBoolean();
  private final Executor threads;

  StageRunner(Executor threads) {
    this.threads = threads;
  }

  @Override
  public void execute(Runnable task) {
    waiting.add(task);
    callThread();
  }

  private void callThread() {
    if (called.compareAndSet(false, true)) {
      threads.execute(this::run);
    }
  }

  private void run() {
    // Before the first look at the queue: whoever adds later finds false, and calls again.
    called.set(false);
    for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
      if (!waiting.isEmpty()) {
        callThread();
      }
      task.run();
    }
  }
}
