package io.seqsvr.cli.message;

import io.seqsvr.cli.console.Console;
import io.seqsvr.cli.console.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code seqsvr conversation}: only has subcommands. */
@Command(
    name = "conversation",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    header = "Create conversations, list them, change their members.",
    description = {
      "",
      "Each subcommand prints JSON, one object a line, and explains itself with --help.",
      ""
    },
    optionListHeading = "Options:%n",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.DONE_HELP, ExitCode.FAILED_HELP, ExitCode.USAGE_HELP},
    footerHeading = "%nExamples:%n",
    footer = {
      "  seqsvr conversation create team --member alice --member bob",
      "  seqsvr conversation add team --member carol",
      "  seqsvr conversation list --user carol"
    })
public final class ConversationCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private ConversationCommand() {}

  /** The command with its subcommands, which print to the console's output. */
  public static CommandLine with(MessageClients clients, Console console) {
    return new CommandLine(new ConversationCommand())
        .addSubcommand(new ConversationCreateCommand(clients, console))
        .addSubcommand(new ConversationListCommand(clients, console))
        .addSubcommand(new ConversationAddCommand(clients, console))
        .addSubcommand(new ConversationRemoveCommand(clients, console));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
