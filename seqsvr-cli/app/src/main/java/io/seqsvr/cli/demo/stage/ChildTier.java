package io.seqsvr.cli.demo.stage;

import io.seqsvr.cli.console.CommandFailedException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One tier as a child process, started again and again by the same command line. */
public final class ChildTier implements Victim {
  private final ChildService.Launch launch;
  private final ServiceGuard guard;
  private @Nullable ChildService service;

  /** A tier that is not started; the guard takes charge of each of its processes. */
  public ChildTier(ChildService.Launch launch, ServiceGuard guard) {
    this.launch = launch;
    this.guard = guard;
  }

  @Override
  public String name() {
    return launch.name();
  }

  @Override
  public long pid() {
    return running().pid();
  }

  @Override
  public void kill() throws CommandFailedException, InterruptedException {
    running().kill(Optional.empty());
  }

  @Override
  public void restart() throws CommandFailedException, InterruptedException, IOException {
    start();
    awaitReady();
  }

  /** Starts it; it is not ready yet. */
  public void start() throws IOException {
    service = guard.hold(ChildService.start(launch));
  }

  /** Waits until it says that it is ready. */
  public void awaitReady() throws CommandFailedException, InterruptedException {
    running().awaitReady();
  }

  /**
   * Waits for a while.
   *
   * @throws CommandFailedException with its last words, if it ends in the meantime
   */
  public void watch(Duration time) throws CommandFailedException, InterruptedException {
    running().watch(time);
  }

  /** Tells it to end, and does not wait for that. */
  public void beginToStop() {
    running().beginToStop();
  }

  private ChildService running() {
    ChildService present = service;
    if (present == null) {
      throw new IllegalStateException(launch.name() + " was not started");
    }
    return present;
  }
}
