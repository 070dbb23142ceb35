package io.seqsvr.cli.message;

import io.seqsvr.cli.console.Console;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code seqsvr conversation add}: more members. */
@Command(
    name = "add",
    header = "Add members to a group, who see what is sent from now on.",
    description = {
      "",
      "Prints one line:",
      "",
      "  {\"conversation\":\"team\",\"added\":1}",
      "",
      "'added' is the number of users who were not members before.",
      ""
    },
    footer = "  seqsvr conversation add team --member carol --member dave")
final class ConversationAddCommand extends ConversationCallCommand {
  @Mixin private MembershipOptions membership = new MembershipOptions();

  ConversationAddCommand(MessageClients clients, Console console) {
    super(clients, console);
  }

  @Override
  Call checked() {
    String conversation = membership.conversation();
    List<String> users = membership.users();
    return service ->
        print(JsonLine.changed(conversation, "added", service.addMembers(conversation, users)));
  }
}
