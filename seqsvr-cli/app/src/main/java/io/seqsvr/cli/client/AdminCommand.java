package io.seqsvr.cli.client;

import io.seqsvr.cli.console.Console;
import io.seqsvr.cli.console.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code seqsvr admin}: only has subcommands. */
@Command(
    name = "admin",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    header = "Change what a running service knows.",
    description = {
      "",
      "For whoever runs the service. Each subcommand explains itself with --help.",
      ""
    },
    optionListHeading = "Options:%n",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.DONE_HELP, ExitCode.FAILED_HELP, ExitCode.USAGE_HELP},
    footerHeading = "%nExample:%n",
    footer = "  seqsvr admin raise room-42 99999")
public final class AdminCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private AdminCommand() {}

  /** The command with its subcommands, which print to the console's output. */
  public static CommandLine with(ClientFactory clients, Console console) {
    return new CommandLine(new AdminCommand()).addSubcommand(new RaiseCommand(clients, console));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
