package io.seqsvr.cli.server;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A command that runs one tier of a real deployment; what they have in common in their help. */
@Command(
    mixinStandardHelpOptions = true,
    sortOptions = false,
    optionListHeading = "Options:%n",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:ended because it was told to",
      "1:could not start; one line on standard error says why",
      ExitCode.USAGE_HELP
    },
    footerHeading = "%nExamples:%n")
abstract class SingleTierCommand implements Callable<Integer> {
  /** Where settings come from, and what the line below means. */
  static final String SETTINGS_HELP =
      " Settings come from a file, from the environment, and from --set. One line on standard output"
          + " says when it is healthy:";

  /** How it ends. */
  static final String END_HELP =
      "Logs go to standard error. SIGTERM and Ctrl-C end it cleanly within 25 seconds,"
          + " as a rule in two or three.";

  private final TierHost host;
  private final TierPlan.Tier tier;

  @Mixin private SingleTierOptions options = new SingleTierOptions();

  /** A command that hands its plan to the host. */
  SingleTierCommand(TierHost host, TierPlan.Tier tier) {
    this.host = host;
    this.tier = tier;
  }

  @Override
  public final Integer call() throws CommandFailedException {
    return host.serve(options.plan(tier), options.exitsWithParent());
  }
}
