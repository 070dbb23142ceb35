package io.seqsvr.cli.tiers;

import io.seqsvr.embedded.EmbeddedMariaDb;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts an embedded database again when its process ends by itself: callers are served from memory
 * meanwhile, and nobody else would do it. Thread-safe; restarts happen on a thread of its own, one
 * at a time, a second apart.
 */
final class DatabaseWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DatabaseWatch.class);
  private static final long RETRY_SECONDS = 1;
  private static final long END_SECONDS = 5;

  private final EmbeddedMariaDb database;
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "seqsvr-database-watch");
            thread.setDaemon(true);
            return thread;
          });

  private final CountDownLatch closed = new CountDownLatch(1);

  private DatabaseWatch(EmbeddedMariaDb database) {
    this.database = database;
  }

  static DatabaseWatch begin(EmbeddedMariaDb database) {
    DatabaseWatch watch = new DatabaseWatch(database);
    watch.executor.execute(watch::awaitEnd);
    return watch;
  }

  /** Stops watching, and waits for a restart under way; before the database is closed. */
  @Override
  public void close() {
    closed.countDown();
    executor.shutdownNow();
    try {
      if (!executor.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
        log.warn("a restart of the database is still under way");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The executor's one task: ends by interrupt only. */
  private void awaitEnd() {
    try {
      while (closed.getCount() > 0) {
        ProcessHandle process = ProcessHandle.of(database.pid()).orElse(null);
        if (process != null) {
          process.onExit().get();
        }
        restart();
      }
    } catch (InterruptedException toldToEnd) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      log.error("the database is no longer watched", e);
    }
  }

  private void restart() throws InterruptedException {
    log.warn("the database has ended by itself; starting it again");
    try {
      database.restart();
    } catch (IOException | RuntimeException e) {
      log.error("the database cannot be started again", e);
    }
    // Also after a success: a database that dies at once must not be started in a hot loop.
    var unused = closed.await(RETRY_SECONDS, TimeUnit.SECONDS);
  }
}
