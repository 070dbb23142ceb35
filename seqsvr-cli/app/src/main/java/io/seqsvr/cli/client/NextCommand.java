package io.seqsvr.cli.client;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.Console;
import io.seqsvr.cli.console.ExitCode;
import io.seqsvr.client.SeqClient;
import io.seqsvr.client.SeqRange;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code seqsvr next}: takes seqs. */
@Command(
    name = "next",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Take the next seqs of a conversation, one a line.",
    description = {
      "",
      "Each seq is larger than all seqs of this conversation that were handed out before, to"
          + " whomever. With -n they are consecutive. A new conversation begins with 1. Nothing is"
          + " printed, and nothing is consumed, if the call is refused; a call without an answer may"
          + " have consumed seqs, which nobody will get.",
      ""
    },
    parameterListHeading = "Parameters:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.DONE_HELP, ExitCode.FAILED_HELP, ExitCode.USAGE_HELP},
    footerHeading = "%nExamples:%n",
    footer = {
      "  seqsvr next c1",
      "  seqsvr next c1 -n 3 --namespace chat",
      "  seqsvr next c1 --server 10.0.0.7:7201 --tls-ca ca.pem"
    })
public final class NextCommand implements Callable<Integer> {
  private final ClientFactory clients;
  private final Console console;

  @Mixin private ConversationOptions target = new ConversationOptions();

  @Option(
      names = {"-n", "--count"},
      paramLabel = "COUNT",
      defaultValue = "1",
      description = "How many, 1 to the server's cap (1000 by default). Default: ${DEFAULT-VALUE}")
  private long count = 1;

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private TimeoutOption timeout = new TimeoutOption();

  /** A command that prints to the console's output. */
  public NextCommand(ClientFactory clients, Console console) {
    this.clients = clients;
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailedException {
    if (count != (int) count) {
      throw SeqsvrException.invalidArgument("count", "1..1000", Long.toString(count));
    }
    try (SeqClient client = clients.open(server, timeout.value())) {
      SeqRange range = client.next(target.namespace(), target.conversation(), (int) count);
      StringBuilder lines = new StringBuilder();
      range.stream().forEach(seq -> lines.append(seq).append(System.lineSeparator()));
      console.out().print(lines);
      console.out().flush();
    }
    return ExitCode.DONE;
  }
}
