package io.seqsvr.cli.client;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.Console;
import io.seqsvr.cli.console.ExitCode;
import io.seqsvr.client.CurrentSeq;
import io.seqsvr.client.SeqClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code seqsvr current}: reads the last seq. */
@Command(
    name = "current",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Show the last seq of a conversation, without taking one.",
    description = {
      "",
      "Prints one line: the last seq that was handed out, or 0 for a conversation never used. After"
          + " a crash it is an upper bound until the conversation is used again; the line then ends"
          + " in ' (upper bound)'.",
      ""
    },
    parameterListHeading = "Parameters:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.DONE_HELP, ExitCode.FAILED_HELP, ExitCode.USAGE_HELP},
    footerHeading = "%nExample:%n",
    footer = "  seqsvr current c1")
public final class CurrentCommand implements Callable<Integer> {
  private final ClientFactory clients;
  private final Console console;

  @Mixin private ConversationOptions target = new ConversationOptions();
  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private TimeoutOption timeout = new TimeoutOption();

  /** A command that prints to the console's output. */
  public CurrentCommand(ClientFactory clients, Console console) {
    this.clients = clients;
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailedException {
    try (SeqClient client = clients.open(server, timeout.value())) {
      CurrentSeq current = client.current(target.namespace(), target.conversation());
      console.out().println(current.seq() + (current.exact() ? "" : " (upper bound)"));
    }
    return ExitCode.DONE;
  }
}
