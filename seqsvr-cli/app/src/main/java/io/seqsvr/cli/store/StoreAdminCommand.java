package io.seqsvr.cli.store;

import io.seqsvr.cli.console.Console;
import io.seqsvr.cli.console.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code seqsvr admin store}: only has subcommands. */
@Command(
    name = "store",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    header = "Look at what the store keeps, and lift it.",
    description = {
      "",
      "For whoever runs the service. Calls a store directly, whether alloc nodes run or not.",
      ""
    },
    optionListHeading = "Options:%n",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.DONE_HELP, ExitCode.FAILED_HELP, ExitCode.USAGE_HELP},
    footerHeading = "%nExample:%n",
    footer = "  seqsvr admin store inspect --sections 0-15")
public final class StoreAdminCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private StoreAdminCommand() {}

  /** The command with its subcommands, which print to the console's output. */
  public static CommandLine with(StoreAdmins stores, Console console) {
    return new CommandLine(new StoreAdminCommand())
        .addSubcommand(new InspectCommand(stores, console))
        .addSubcommand(new RaiseSectionsCommand(stores, console));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
