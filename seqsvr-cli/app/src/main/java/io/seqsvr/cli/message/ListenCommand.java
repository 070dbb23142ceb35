package io.seqsvr.cli.message;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.Console;
import io.seqsvr.cli.console.ExitCode;
import io.seqsvr.message.client.MessageClient;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code seqsvr listen}: shows messages as they come. */
@Command(
    name = "listen",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Show the messages of a user's conversations as they come.",
    description = {
      "",
      "Prints a line for each message, in order, each once, through lost connections:",
      "",
      "  {\"conversation\":\"team\",\"seq\":17,\"prev_seq\":16,",
      "   \"sender\":\"alice\",\"client_msg_id\":\"…\",",
      "   \"server_msg_id\":\"…\",\"server_time\":1790000000000,",
      "   \"kind\":\"chat\",\"text\":\"hello\"}",
      "",
      "It begins with everything that the user may see, and runs until Ctrl-C or --count. A body"
          + " that is not UTF-8 is in 'body_base64' instead of 'text'. A message that is not kept"
          + " has seq 0. Standard error says when the connection is made and lost.",
      ""
    },
    parameterListHeading = "Parameters:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:--count messages were shown",
      ExitCode.FAILED_HELP,
      ExitCode.USAGE_HELP,
      "130:Ctrl-C"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  seqsvr listen --user bob",
      "  seqsvr listen --user bob team --from-seq 100 --count 10",
      "  seqsvr listen --user bob --new --device second-terminal"
    })
public final class ListenCommand implements Callable<Integer> {
  private final MessageClients clients;
  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "CONVERSATION",
      description = "Show only this conversation.")
  private @Nullable String conversation;

  @Option(
      names = "--from-seq",
      paramLabel = "SEQ",
      description =
          "Begin with this seq, inclusive: at least 1. Needs CONVERSATION, because the seqs of"
              + " different conversations have nothing to do with each other.")
  private @Nullable Long fromSeq;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "COUNT",
      description = "End after so many messages, at least 1. Default: never")
  private @Nullable Long count;

  @Mixin private DeviceOptions device = new DeviceOptions();

  /** A command that prints to the console's output. */
  public ListenCommand(MessageClients clients, Console console) {
    this.clients = clients;
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailedException, ExecutionException, InterruptedException {
    check();
    DeviceView view =
        device.view(
            conversation, fromSeq == null ? OptionalLong.empty() : OptionalLong.of(fromSeq));
    MessageLines lines = new MessageLines(console.out(), count == null ? Long.MAX_VALUE : count);
    DeviceListener listener =
        new DeviceListener(view, device.server().server(), console.err(), lines::show);
    MessageClient client = clients.connect(device.server(), view, listener);
    try {
      listener.awaitConnected(device.connectTimeout());
      listener.awaitEnd(lines.end());
    } finally {
      client.close();
    }
    return ExitCode.DONE;
  }

  private void check() {
    if (fromSeq != null && conversation == null) {
      throw wrong("--from-seq needs CONVERSATION");
    }
    if (fromSeq != null && device.onlyNew()) {
      throw wrong("--from-seq and --new exclude each other");
    }
    if (fromSeq != null && fromSeq < 1) {
      throw wrong("--from-seq must be at least 1: " + fromSeq);
    }
    if (count != null && count < 1) {
      throw wrong("--count must be at least 1: " + count);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
