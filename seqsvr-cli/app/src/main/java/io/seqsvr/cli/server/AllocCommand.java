package io.seqsvr.cli.server;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code seqsvr alloc}: the alloc tier alone. */
@Command(
    name = "alloc",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Run the alloc tier alone: seqs from memory, section by section.",
    description = {
      "",
      "It needs ZooKeeper and the store tier. One node serves everything; further ones, each with a name of its own, wait and take over when its lease is over. Settings come"
          + " from a file, from the environment, and from --set. One line on standard output says"
          + " when it is healthy:",
      "",
      "  READY alloc",
      "",
      "Logs go to standard error. SIGTERM and Ctrl-C end it cleanly within 10 seconds.",
      ""
    },
    optionListHeading = "Options:%n",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:ended because it was told to",
      "1:could not start; one line on standard error says why",
      ExitCode.USAGE_HELP
    },
    footerHeading = "%nExamples:%n",
    footer = {"  seqsvr alloc", "  seqsvr alloc --config /etc/seqsvr/alloc.yml"})
public final class AllocCommand implements Callable<Integer> {
  private final TierHost host;

  @Mixin private SingleTierOptions options = new SingleTierOptions();

  /** A command that hands its plan to the host. */
  public AllocCommand(TierHost host) {
    this.host = host;
  }

  @Override
  public Integer call() throws CommandFailedException {
    return host.serve(options.plan(TierPlan.Tier.ALLOC), options.exitsWithParent());
  }
}
