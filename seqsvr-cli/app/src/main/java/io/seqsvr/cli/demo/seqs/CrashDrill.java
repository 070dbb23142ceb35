package io.seqsvr.cli.demo.seqs;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.demo.stage.ChildService;
import io.seqsvr.cli.demo.stage.ProgressDisplay;
import io.seqsvr.cli.demo.stage.RunProgress;
import io.seqsvr.cli.demo.stage.ServiceGuard;
import io.seqsvr.history.HistoryWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The trouble in the middle of a replay: the database stops answering, then database and service
 * are killed, then the service is started again on what they left. Runs on one thread.
 */
final class CrashDrill {
  private static final Duration FREEZE = Duration.ofSeconds(2);

  /** Share of the messages before the database freezes. */
  private static final int BEFORE_FREEZE_PERCENT = 40;

  /** However fast the rest is served from memory, so many are left to be served after the crash. */
  private static final int MOST_BEFORE_KILL_PERCENT = 75;

  private final ChildService.Launch launch;
  private final ServiceGuard guard;
  private final RunProgress progress;
  private final HistoryWriter history;
  private final ProgressDisplay display;
  private final MonotonicClock clock;

  CrashDrill(
      ChildService.Launch launch,
      ServiceGuard guard,
      RunProgress progress,
      HistoryWriter history,
      ProgressDisplay display,
      MonotonicClock clock) {
    this.launch = launch;
    this.guard = guard;
    this.progress = progress;
    this.history = history;
    this.display = display;
    this.clock = clock;
  }

  /**
   * Waits for the middle of the replay, hurts the service and starts it again, until it is ready.
   */
  Outage run(ChildService service)
      throws IOException, InterruptedException, CommandFailedException {
    progress.awaitServed(share(BEFORE_FREEZE_PERCENT));
    Optional<ProcessHandle> database = service.database();
    final long frozen = clock.nanoTime();
    if (database.isEmpty()) {
      throw new CommandFailedException(
          "cannot freeze the database: process " + service.pid() + " has no child that is one");
    }
    ChildService.suspend(database.get());
    note("freeze", "database", database.get().pid(), frozen);
    display.say("database frozen (SIGSTOP): seqs come from memory");
    progress.awaitServed(share(MOST_BEFORE_KILL_PERCENT), FREEZE.toNanos());
    final long killed = clock.nanoTime();
    service.kill(database);
    final long restarted = clock.nanoTime();
    note("kill -9", "service", service.pid(), killed);
    display.say("service and database killed (kill -9), starting again");
    guard.hold(ChildService.start(launch)).awaitReady();
    long ready = clock.nanoTime();
    history.writePhase(Map.of("what", "ready again", "t_ns", ready));
    display.say("service is ready again");
    return new Outage(frozen, killed, restarted, ready);
  }

  private int share(int percent) {
    return Math.max(1, (int) ((long) progress.messages() * percent / 100));
  }

  private void note(String what, String whom, long pid, long atNanos) {
    history.writeFault(Map.of("what", what, "target", whom, "pid", pid, "t_ns", atNanos));
  }
}
