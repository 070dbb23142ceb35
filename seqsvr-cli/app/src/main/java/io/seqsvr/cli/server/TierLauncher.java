package io.seqsvr.cli.server;

import io.seqsvr.cli.console.CommandFailedException;

/** Starts what a plan asks for. The one place where the commands meet the services. */
@FunctionalInterface
public interface TierLauncher {
  /**
   * Starts all tiers of a plan and waits until they are healthy. A launch that does not succeed
   * leaves nothing running.
   *
   * @throws CommandFailedException with one line for a person: a data directory in use, a taken
   *     port, a wrong setting
   * @throws InterruptedException if the process is told to stop in the meantime
   */
  Tiers launch(TierPlan plan) throws CommandFailedException, InterruptedException;
}
