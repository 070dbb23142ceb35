package io.seqsvr.message.server.config;

import io.seqsvr.message.server.delivery.Timers;
import io.seqsvr.message.server.netty.WheelTimers;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All threads of a service but those of its transports. Thread-safe; closed after everything that
 * runs on them.
 */
final class MessageThreads implements AutoCloseable {
  private static final int MAX_SESSION_THREADS = 16;

  private final ExecutorService lanes;
  private final ExecutorService sessions;
  private final ThreadPoolExecutor readers;
  private final WheelTimers timers = new WheelTimers(factory("timers"));

  /**
   * Starts nothing: threads begin with the first task.
   *
   * @param laneWorkers threads that write, each with a connection to the database
   * @param readers threads that read, likewise
   * @param maxQueuedReads reads that may wait; more are refused
   */
  MessageThreads(int laneWorkers, int readers, int maxQueuedReads) {
    // Bounded by their users: one task for each lane, and for each session.
    this.lanes = Executors.newFixedThreadPool(laneWorkers, factory("lane"));
    int cores = Runtime.getRuntime().availableProcessors();
    this.sessions =
        Executors.newFixedThreadPool(
            Math.min(MAX_SESSION_THREADS, Math.max(2, cores)), factory("session"));
    this.readers =
        new ThreadPoolExecutor(
            readers,
            readers,
            0,
            TimeUnit.NANOSECONDS,
            new ArrayBlockingQueue<>(maxQueuedReads),
            factory("reader"));
  }

  Executor lanes() {
    return lanes;
  }

  Executor sessions() {
    return sessions;
  }

  Executor readers() {
    return readers;
  }

  Timers timers() {
    return timers;
  }

  /** Gives up what still waits: whoever waited for it has been answered, or is gone. */
  @Override
  public void close() {
    timers.close();
    sessions.shutdownNow();
    readers.shutdownNow();
    lanes.shutdownNow();
  }

  private static ThreadFactory factory(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, "seqsvr-message-" + name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
