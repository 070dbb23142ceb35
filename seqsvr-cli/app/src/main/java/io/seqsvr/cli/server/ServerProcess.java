package io.seqsvr.cli.server;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.Console;
import io.seqsvr.cli.console.ErrorLines;
import io.seqsvr.cli.console.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server run that owns the whole process: SIGTERM and Ctrl-C end it cleanly with exit code 0, and
 * after {@link #STOP_MILLIS} whatever still hangs is killed, child processes first.
 *
 * <p>The process ends by {@code halt} inside the one shutdown hook: other hooks would race with the
 * orderly close, and the exit code would be the signal's.
 */
public final class ServerProcess implements TierHost {
  /** Longer than an alloc node takes to give its sections back to a store that is slow. */
  private static final long STOP_MILLIS = 25_000;

  /**
   * A launch that does not end soon is given up: a kill can do no harm that a start must not mend.
   */
  private static final long LAUNCH_STOP_MILLIS = 2_500;

  private static final long CHILD_STOP_MILLIS = 5_000;

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
    CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(run, exitCode), "seqsvr-shutdown"));
    if (exitWithParent) {
      stopAtEndOf(System.in, run);
    }
    int code = run(run, plan);
    exitCode.complete(code);
    return code;
  }

  private int run(ServerRun run, TierPlan plan) {
    try {
      return run.run(plan);
    } catch (CommandFailedException | RuntimeException | Error e) {
      // An Error too: threads of what was started would keep a half-dead process alive.
      console.error(ErrorLines.describe(e));
      return ExitCode.FAILED;
    }
  }

  private static void end(ServerRun run, CompletableFuture<Integer> exitCode) {
    boolean launching = run.isLaunching();
    run.stop();
    int code = launching ? ExitCode.DONE : ExitCode.FAILED;
    try {
      code = awaitEnd(exitCode, launching ? LAUNCH_STOP_MILLIS : STOP_MILLIS, code);
      endChildren(launching ? CHILD_STOP_MILLIS : 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(code);
  }

  private static int awaitEnd(
      CompletableFuture<Integer> exitCode, long timeoutMillis, int codeIfAbandoned)
      throws InterruptedException {
    try {
      return exitCode.get(timeoutMillis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException abandoned) {
      return codeIfAbandoned;
    }
  }

  /** Asks child processes to end, and kills those that are left after a while. */
  private static void endChildren(long patienceMillis) throws InterruptedException {
    List<ProcessHandle> children = ProcessHandle.current().descendants().toList();
    children.forEach(ProcessHandle::destroy);
    CompletableFuture<?>[] ends =
        children.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(ends).get(patienceMillis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException stillThere) {
      children.forEach(ProcessHandle::destroyForcibly);
    }
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
