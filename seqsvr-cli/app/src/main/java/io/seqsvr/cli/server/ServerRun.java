package io.seqsvr.cli.server;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.Console;
import io.seqsvr.cli.console.ErrorLines;
import io.seqsvr.cli.console.ExitCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The life of a server process: launch, READY, wait, close. All of it happens on the thread that
 * calls {@link #run}; a stop only asks for it, so that nothing is closed while it is being started.
 *
 * <p>Thread-safe: {@code this} guards {@code launching}. Used for one run.
 */
final class ServerRun {
  private final TierLauncher launcher;
  private final Console console;
  private final CompletableFuture<Void> stop = new CompletableFuture<>();
  private final Thread runner;
  private boolean launching;

  /** A run on the calling thread. */
  ServerRun(TierLauncher launcher, Console console) {
    this.launcher = launcher;
    this.console = console;
    this.runner = Thread.currentThread();
  }

  /**
   * Serves until {@link #stop}.
   *
   * @return the exit code
   */
  int run(TierPlan plan) throws CommandFailedException {
    try (Tiers tiers = launch(plan)) {
      console.out().println("READY " + tiers.readyText());
      CompletableFuture.anyOf(stop, tiers.failure()).get();
      return ExitCode.DONE;
    } catch (ExecutionException e) {
      throw new CommandFailedException("cannot go on: " + ErrorLines.describe(e), e);
    } catch (InterruptedException stopped) {
      return ExitCode.DONE;
    } catch (CommandFailedException | RuntimeException e) {
      // A launch that was interrupted can fail in any way.
      if (stop.isDone()) {
        return ExitCode.DONE;
      }
      throw e;
    }
  }

  /** Asks for the end; returns at once. Any thread, any number of times. */
  synchronized void stop() {
    stop.complete(null);
    if (launching) {
      runner.interrupt();
    }
  }

  /** Whether the tiers are being started: nobody has been told yet that they are there. */
  synchronized boolean isLaunching() {
    return launching;
  }

  private Tiers launch(TierPlan plan) throws CommandFailedException, InterruptedException {
    synchronized (this) {
      if (stop.isDone()) {
        throw new InterruptedException("stopped before the launch");
      }
      launching = true;
    }
    try {
      return launcher.launch(plan);
    } finally {
      launched();
    }
  }

  /** From here on a stop no longer interrupts; one that came too late for the launch is dropped. */
  private synchronized void launched() {
    launching = false;
    if (Thread.interrupted()) {
      stop.complete(null);
    }
  }
}
