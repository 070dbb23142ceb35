package io.seqsvr.cli.demo.chat;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.demo.stage.ChildService;
import io.seqsvr.cli.demo.stage.ServiceGuard;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One tier as a child process, started again and again by the same command line. */
final class ChildTier implements Victim {
  private final ChildService.Launch launch;
  private final ServiceGuard guard;
  private @Nullable ChildService service;

  ChildTier(ChildService.Launch launch, ServiceGuard guard) {
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
    ChildService started = guard.hold(ChildService.start(launch));
    service = started;
    started.awaitReady();
  }

  private ChildService running() {
    ChildService present = service;
    if (present == null) {
      throw new IllegalStateException(launch.name() + " was not started");
    }
    return present;
  }
}
