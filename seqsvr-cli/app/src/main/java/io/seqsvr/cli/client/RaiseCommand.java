package io.seqsvr.cli.client;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.Console;
import io.seqsvr.cli.console.ExitCode;
import io.seqsvr.cli.console.TerminalText;
import io.seqsvr.client.SeqClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code seqsvr admin raise}: lifts a conversation above numbers that are in use. */
@Command(
    name = "raise",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Make the next seq of a conversation larger than a number.",
    description = {
      "",
      "For numbers that another service has given out, and after a restore. It never lowers anything,"
          + " nothing undoes it, and it may be repeated. Prints one line: the conversation and what"
          + " counts as its last seq now, at least AT_LEAST.",
      ""
    },
    parameterListHeading = "Parameters:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.DONE_HELP, ExitCode.FAILED_HELP, ExitCode.USAGE_HELP},
    footerHeading = "%nExamples:%n",
    footer = {
      "  seqsvr admin raise room-42 99999",
      "  seqsvr admin raise customer-7 500 --namespace orders"
    })
public final class RaiseCommand implements Callable<Integer> {
  private final ClientFactory clients;
  private final Console console;

  @Mixin private ConversationOptions target = new ConversationOptions();

  @Parameters(
      paramLabel = "AT_LEAST",
      description = "The next seq will be larger than this: 1 to 2^62.")
  private long atLeast;

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private TimeoutOption timeout = new TimeoutOption();

  /** A command that prints to the console's output. */
  public RaiseCommand(ClientFactory clients, Console console) {
    this.clients = clients;
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailedException {
    String conversation = target.conversation();
    try (SeqClient client = clients.open(server, timeout.value())) {
      long last = client.raise(target.namespace(), conversation, atLeast);
      console.out().println(TerminalText.of(conversation) + " " + last);
    }
    return ExitCode.DONE;
  }
}
