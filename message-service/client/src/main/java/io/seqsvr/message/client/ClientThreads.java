package io.seqsvr.message.client;

import io.seqsvr.message.client.internal.Cancellable;
import io.seqsvr.message.client.internal.Loop;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of one client, all daemons, so that a forgotten client doesn't hold up an exit: one
 * for the rules and their timers, one for the futures of the application, and some for its
 * listener. The last two kinds come when they are needed and go when they are idle.
 *
 * <p>Thread-safe. After the end, tasks of the loop and of the listener are dropped, and futures end
 * in the thread that brings their outcome.
 */
final class ClientThreads implements Loop {
  private static final System.Logger LOG = System.getLogger("io.seqsvr.message.client");
  private static final long IDLE_SECONDS = 10;
  private static final RejectedExecutionHandler AFTER_THE_END =
      new ThreadPoolExecutor.DiscardPolicy();

  private final ScheduledThreadPoolExecutor loop;
  private final ThreadPoolExecutor listeners;
  private final ThreadPoolExecutor callbacks;

  ClientThreads(int listenerThreads) {
    this.loop = new ScheduledThreadPoolExecutor(1, factory("loop"), AFTER_THE_END);
    loop.setRemoveOnCancelPolicy(true);
    loop.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.listeners = pool("listener", listenerThreads, AFTER_THE_END);
    // An outcome that is on its way at the end must arrive all the same.
    this.callbacks = pool("callback", 1, (task, pool) -> task.run());
  }

  @Override
  public void execute(Runnable task) {
    loop.execute(guarded(task));
  }

  @Override
  public Cancellable schedule(Runnable task, long delayNanos) {
    Future<?> scheduled = loop.schedule(guarded(task), delayNanos, TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }

  /** Runs listeners. Its queue has at most one task for each conversation. */
  Executor listeners() {
    return listeners;
  }

  /** Ends futures, one after the other. Its queue has at most one task for each unfinished call. */
  Executor callbacks() {
    return callbacks;
  }

  /** Ends the loop at once, and the other threads when they have done what they have. */
  void end() {
    loop.shutdown();
    listeners.shutdown();
    callbacks.shutdown();
  }

  /** Waits for the end of the threads that run the application's code. */
  boolean awaitEnd(long timeoutNanos) throws InterruptedException {
    return callbacks.awaitTermination(timeoutNanos, TimeUnit.NANOSECONDS)
        && listeners.awaitTermination(timeoutNanos, TimeUnit.NANOSECONDS);
  }

  /** A task that fails is a defect of the client; the thread goes on, and the log says so. */
  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        LOG.log(System.Logger.Level.ERROR, "defect in the message client", e);
      }
    };
  }

  private static ThreadPoolExecutor pool(
      String role, int threads, RejectedExecutionHandler whenEnded) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            factory(role),
            whenEnded);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private static ThreadFactory factory(String role) {
    return task -> {
      Thread thread = new Thread(task, "message-client-" + role);
      thread.setDaemon(true);
      return thread;
    };
  }
}
