package io.seqsvr.cli.server;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.Console;
import io.seqsvr.cli.console.ErrorLines;
import io.seqsvr.cli.console.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server run that owns the whole process: SIGTERM and Ctrl-C end it cleanly with exit code 0, and
 * after {@link #STOP_MILLIS} whatever still hangs is killed, child processes first.
 *
 * <p>The process ends by {@code halt} inside the one shutdown hook: other hooks would race with the
 * orderly close, and the exit code would be the signal's.
 */
public final class ServerProcess implements TierHost {
  private static final long STOP_MILLIS = 8_500;

  private final TierLauncher launcher;
  private final Console console;

  /** A process that runs what the launcher starts. */
  public ServerProcess(TierLauncher launcher, Console console) {
    this.launcher = launcher;
    this.console = console;
  }

  @Override
  public int serve(TierPlan plan, boolean exitWithParent) {
    ServerRun run = new ServerRun(launcher, console);
    AtomicInteger exitCode = new AtomicInteger(ExitCode.DONE);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(run, exitCode), "seqsvr-shutdown"));
    if (exitWithParent) {
      stopAtEndOf(System.in, run);
    }
    exitCode.set(run(run, plan));
    return exitCode.get();
  }

  private int run(ServerRun run, TierPlan plan) {
    try {
      return run.run(plan);
    } catch (CommandFailedException | RuntimeException e) {
      console.error(ErrorLines.describe(e));
      return ExitCode.FAILED;
    }
  }

  private static void end(ServerRun run, AtomicInteger exitCode) {
    run.stop();
    boolean clean = false;
    try {
      clean = run.awaitEnd(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!clean) {
      ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    }
    Runtime.getRuntime().halt(clean ? exitCode.get() : ExitCode.FAILED);
  }

  private void stopAtEndOf(InputStream input, ServerRun run) {
    Thread watch =
        new Thread(
            () -> {
              try {
                input.transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                console.error("standard input: " + ErrorLines.describe(e));
              }
              run.stop();
            },
            "seqsvr-parent-watch");
    watch.setDaemon(true);
    watch.start();
  }
}
