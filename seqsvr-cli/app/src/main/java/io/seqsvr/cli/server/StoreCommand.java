package io.seqsvr.cli.server;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code seqsvr store}: the store tier alone. */
@Command(
    name = "store",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Run the store tier alone: durable ceilings, fenced by epoch, in front of MySQL.",
    description = {
      "",
      "It needs a MySQL database. It keeps nothing in memory: run several. Settings come"
          + " from a file, from the environment, and from --set. One line on standard output says"
          + " when it is healthy:",
      "",
      "  READY store",
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
    footer = {
      "  seqsvr store",
      "  seqsvr store --config /etc/seqsvr/store.yml",
      "  SEQSVR_STORE_DATABASE_PASSWORD=… seqsvr store --set seqsvr.store.database.url=jdbc:mysql://db1/seqsvr"
    })
public final class StoreCommand implements Callable<Integer> {
  private final TierHost host;

  @Mixin private SingleTierOptions options = new SingleTierOptions();

  /** A command that hands its plan to the host. */
  public StoreCommand(TierHost host) {
    this.host = host;
  }

  @Override
  public Integer call() throws CommandFailedException {
    return host.serve(options.plan(TierPlan.Tier.STORE), options.exitsWithParent());
  }
}
