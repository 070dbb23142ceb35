package io.seqsvr.cli.message;

import io.seqsvr.cli.client.TimeoutOption;
import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.Console;
import io.seqsvr.cli.console.ExitCode;
import io.seqsvr.message.client.Conversations;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A command that makes one call without a device; what they have in common in their help. */
@Command(
    mixinStandardHelpOptions = true,
    sortOptions = false,
    parameterListHeading = "Parameters:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.DONE_HELP, ExitCode.FAILED_HELP, ExitCode.USAGE_HELP},
    footerHeading = "%nExamples:%n")
abstract class ConversationCallCommand implements Callable<Integer> {
  private final MessageClients clients;
  private final Console console;

  @Mixin private MessageServerOptions server = new MessageServerOptions();
  @Mixin private TimeoutOption timeout = new TimeoutOption();

  ConversationCallCommand(MessageClients clients, Console console) {
    this.clients = clients;
    this.console = console;
  }

  /** The call on a service. */
  @FunctionalInterface
  interface Call {
    /** Makes the call and prints what it answers. */
    void on(Conversations conversations) throws CommandFailedException;
  }

  /** Checks the command line; returns the call, which nothing else can keep from being made. */
  abstract Call checked();

  final void print(String line) {
    console.out().println(line);
  }

  @Override
  public final Integer call() throws CommandFailedException {
    Call call = checked();
    try (Conversations conversations = clients.conversations(server, timeout.value())) {
      call.on(conversations);
    }
    return ExitCode.DONE;
  }
}
