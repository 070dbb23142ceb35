package io.seqsvr.cli.message;

import io.seqsvr.cli.console.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code seqsvr conversation list}: the conversations of a user. */
@Command(
    name = "list",
    header = "List the conversations of a user, with unread counts.",
    description = {
      "",
      "Prints a line for each conversation, in the order of their ids:",
      "",
      "  {\"conversation\":\"team\",\"head_seq\":17,\"unread\":2,",
      "   \"read_seq\":12,\"joined_seq\":0}",
      "",
      "head_seq is the seq of the last message, 0 if there is none; unread the number of messages of"
          + " others above read_seq. The user sees messages above joined_seq and, once removed, up"
          + " to 'left_seq', a field that members do not have.",
      ""
    },
    footer = "  seqsvr conversation list --user alice")
final class ConversationListCommand extends ConversationCallCommand {
  @Option(
      names = {"-u", "--user"},
      paramLabel = "USER",
      required = true,
      description = "Whose conversations.")
  private String user = "";

  ConversationListCommand(MessageClients clients, Console console) {
    super(clients, console);
  }

  @Override
  Call checked() {
    String id = Ids.user(user);
    return service -> service.list(id).forEach(info -> print(JsonLine.info(info)));
  }
}
