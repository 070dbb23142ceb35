package io.seqsvr.cli;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.server.TierLauncher;
import io.seqsvr.cli.server.TierPlan;
import io.seqsvr.cli.server.Tiers;

/** The launcher of this program. Loads the services' classes only when something is launched. */
final class LazyTierLauncher implements TierLauncher {
  @Override
  public Tiers launch(TierPlan plan) throws CommandFailedException, InterruptedException {
    throw new CommandFailedException("this build cannot run servers");
  }
}
