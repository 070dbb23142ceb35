package io.seqsvr.client;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads of one client: all daemons, so that a forgotten client doesn't hold up an exit. */
final class ClientThreads {
  private static final long IDLE_SECONDS = 30;

  ThreadFactory factory(String role) {
    return task -> {
      Thread thread = new Thread(task, "seq-client-" + role);
      thread.setDaemon(true);
      return thread;
    };
  }

  /**
   * Runs what depends on the application's futures. Grows when its threads are busy: with a fixed
   * number, stages that block on this client again could use up all of them, and wait for ever.
   */
  ExecutorService callbacks() {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        factory("callback"),
        // Only after close: an outcome that is on its way then must arrive all the same.
        (task, executor) -> task.run());
  }
}
