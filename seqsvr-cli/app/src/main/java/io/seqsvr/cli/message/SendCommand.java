package io.seqsvr.cli.message;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.Console;
import io.seqsvr.message.client.Conversations;
import io.seqsvr.message.client.MessageOutcomeUnknownException;
import io.seqsvr.message.client.Outgoing;
import io.seqsvr.message.client.SendReceipt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code seqsvr send}: one message. */
@Command(
    name = "send",
    header = "Send one message; answers when it is stored.",
    description = {
      "",
      "Prints one line:",
      "",
      "  {\"seq\":17,\"prev_seq\":16,\"server_msg_id\":\"…\",",
      "   \"duplicate\":false,\"server_time\":1790000000000}",
      "",
      "seq is its place in the conversation, prev_seq that of the message before it (0 for the first"
          + " one), server_time the milliseconds since 1970. Sent again with the same --id it is"
          + " stored once: the first answer comes again, 'duplicate' is true. The same --id with"
          + " another text is refused. Without an answer nobody knows whether it is stored; the"
          + " error line then has the id to send it again with.",
      ""
    },
    footer = {
      "  seqsvr send team --from alice 'hello, team'",
      "  seqsvr send team --from alice 'hello, team' --id order-17",
      "  seqsvr send team --from alice -- '-- a text that begins with a dash'"
    })
public final class SendCommand extends ConversationCallCommand {
  @Parameters(index = "0", paramLabel = "CONVERSATION", description = "Id of the conversation.")
  private String conversation = "";

  @Parameters(
      index = "1",
      paramLabel = "TEXT",
      description =
          "What to say: 0 to 65536 bytes of UTF-8. Put -- before one that begins with a dash.")
  private String text = "";

  @Option(
      names = {"-f", "--from"},
      paramLabel = "USER",
      required = true,
      description = "Who sends: a member of the conversation.")
  private String sender = "";

  @Option(
      names = "--id",
      paramLabel = "CLIENT_MSG_ID",
      description =
          "Id of this message among those of the sender, the same for every attempt: 1 to 64 bytes"
              + " of UTF-8. Default: a random one.")
  private @Nullable String id;

  /** A command that prints to the console's output. */
  public SendCommand(MessageClients clients, Console console) {
    super(clients, console);
  }

  @Override
  Call checked() {
    String target = Ids.conversation(conversation);
    String user = Ids.user(sender);
    String clientMsgId = id == null ? UUID.randomUUID().toString() : Ids.clientMsgId(id);
    Outgoing message = Outgoing.text(Ids.body(text)).withClientMsgId(clientMsgId);
    return service -> print(JsonLine.receipt(send(service, target, user, message)));
  }

  private static SendReceipt send(
      Conversations service, String conversation, String user, Outgoing message)
      throws CommandFailedException {
    try {
      return service.send(conversation, user, message);
    } catch (MessageOutcomeUnknownException e) {
      throw new CommandFailedException(
          String.format(
              "%s; it may be stored or not: send it again with --id %s",
              e.getMessage(), message.clientMsgId()),
          e);
    }
  }
}
