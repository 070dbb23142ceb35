package io.seqsvr.cli.demo.seqs;

import io.seqsvr.cli.demo.stage.ProgressDisplay;
import io.seqsvr.cli.demo.stage.RunProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The callers of a replay at work, each on a thread of its own, with a progress display. Started
 * once and awaited once.
 */
final class Replayer {
  private static final long DISPLAY_MILLIS = 250;

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<Throwable> firstFailure = new AtomicReference<>();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "seqsvr-progress");
            thread.setDaemon(true);
            return thread;
          });
  private final RunProgress progress;
  private final ProgressDisplay display;

  private Replayer(RunProgress progress, ProgressDisplay display) {
    this.progress = progress;
    this.display = display;
  }

  /** Starts all callers. */
  static Replayer start(int callers, Shares shares, Caller.Shared shared, ProgressDisplay display) {
    Replayer replayer = new Replayer(shared.progress(), display);
    for (int i = 0; i < callers; i++) {
      replayer.add(new Caller(i, shares, shared));
    }
    replayer.threads.forEach(Thread::start);
    var unused =
        replayer.ticker.scheduleAtFixedRate(
            () -> display.show(shared.progress().served()),
            DISPLAY_MILLIS,
            DISPLAY_MILLIS,
            TimeUnit.MILLISECONDS);
    return replayer;
  }

  /**
   * Waits until every caller is done.
   *
   * @return what the first caller that broke down failed with
   */
  Optional<Throwable> await() throws InterruptedException {
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } finally {
      ticker.shutdownNow();
    }
    ticker.awaitTermination(1, TimeUnit.SECONDS);
    display.show(progress.served());
    return Optional.ofNullable(firstFailure.get());
  }

  private void add(Caller caller) {
    Thread thread =
        new Thread(
            () -> {
              try {
                caller.run();
              } catch (RuntimeException | Error e) {
                firstFailure.compareAndSet(null, e);
                progress.abandon();
              }
            },
            "seqsvr-caller-" + threads.size());
    thread.setDaemon(true);
    threads.add(thread);
  }
}
