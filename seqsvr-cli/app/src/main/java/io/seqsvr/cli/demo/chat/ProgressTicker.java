package io.seqsvr.cli.demo.chat;

import io.seqsvr.cli.demo.stage.ProgressDisplay;
import io.seqsvr.cli.demo.stage.RunProgress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Shows how far a replay is, a few times a second, until it is closed. */
final class ProgressTicker implements AutoCloseable {
  private static final long INTERVAL_MILLIS = 250;

  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "seqsvr-progress");
            thread.setDaemon(true);
            return thread;
          });
  private final RunProgress progress;
  private final ProgressDisplay display;

  private ProgressTicker(RunProgress progress, ProgressDisplay display) {
    this.progress = progress;
    this.display = display;
  }

  static ProgressTicker start(RunProgress progress, ProgressDisplay display) {
    ProgressTicker started = new ProgressTicker(progress, display);
    var unused =
        started.ticker.scheduleAtFixedRate(
            () -> display.show(progress.served()),
            INTERVAL_MILLIS,
            INTERVAL_MILLIS,
            TimeUnit.MILLISECONDS);
    return started;
  }

  @Override
  public void close() {
    if (!ticker.isShutdown()) {
      ticker.shutdown();
      display.show(progress.served());
    }
  }
}
