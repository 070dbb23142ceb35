package io.seqsvr.cli.message;

import io.seqsvr.cli.console.Console;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code seqsvr conversation remove}: fewer members. */
@Command(
    name = "remove",
    header = "Remove members, who still may read what was sent before.",
    description = {
      "",
      "Prints one line:",
      "",
      "  {\"conversation\":\"team\",\"removed\":1}",
      "",
      "'removed' is the number of users who were members before.",
      ""
    },
    footer = "  seqsvr conversation remove team --member carol --member dave")
final class ConversationRemoveCommand extends ConversationCallCommand {
  @Mixin private MembershipOptions membership = new MembershipOptions();

  ConversationRemoveCommand(MessageClients clients, Console console) {
    super(clients, console);
  }

  @Override
  Call checked() {
    String conversation = membership.conversation();
    List<String> users = membership.users();
    return service ->
        print(
            JsonLine.changed(conversation, "removed", service.removeMembers(conversation, users)));
  }
}
