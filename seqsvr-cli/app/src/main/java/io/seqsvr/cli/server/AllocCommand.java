package io.seqsvr.cli.server;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.Console;
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
      "It needs ZooKeeper and the store tier. Nodes share the sections among themselves: run several. Settings come"
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
  private final TierLauncher launcher;
  private final Console console;

  @Mixin private SingleTierOptions options = new SingleTierOptions();

  /** A command that serves what the launcher starts. */
  public AllocCommand(TierLauncher launcher, Console console) {
    this.launcher = launcher;
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailedException {
    return new ServerProcess(launcher, console).serve(options.plan(TierPlan.Tier.ALLOC), false);
  }
}
