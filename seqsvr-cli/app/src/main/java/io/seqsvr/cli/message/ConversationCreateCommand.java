package io.seqsvr.cli.message;

import io.seqsvr.cli.console.Console;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code seqsvr conversation create}: a group, or the conversation of two users. */
@Command(
    name = "create",
    header = "Create a group, or the conversation of two users.",
    description = {
      "",
      "Prints one line:",
      "",
      "  {\"conversation\":\"team\",\"created\":true}",
      "",
      "'created' is false if the group was there already; then nothing was changed, its members"
          + " neither. With --pair the line has only 'conversation': the id that the two users"
          + " share, whoever asks for it.",
      ""
    },
    footer = {
      "  seqsvr conversation create team --member alice --member bob",
      "  seqsvr conversation create --pair alice bob"
    })
final class ConversationCreateCommand extends ConversationCallCommand {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      description =
          "Id of a group: any UTF-8 text of 1 to 256 bytes that does not begin with 'single:'.")
  private @Nullable String id;

  @Option(
      names = {"-m", "--member"},
      paramLabel = "USER",
      arity = "1..*",
      description =
          "A user who is in it from its first message on: 1 to 128 bytes of UTF-8. May be repeated;"
              + " takes several users, so ID comes before it.")
  private List<String> members = new ArrayList<>();

  @Option(
      names = "--pair",
      paramLabel = "USER",
      arity = "2",
      description = "The two users of a conversation of two.")
  private List<String> pair = new ArrayList<>();

  ConversationCreateCommand(MessageClients clients, Console console) {
    super(clients, console);
  }

  @Override
  Call checked() {
    return pair.isEmpty() ? group() : pair();
  }

  private Call group() {
    if (id == null) {
      // The option takes every word that follows it, an id too.
      throw wrong("ID is missing: put it before --member, or name two users with --pair");
    }
    if (members.isEmpty()) {
      throw wrong("--member is missing: a group begins with one member or more");
    }
    String conversation = Ids.conversation(id);
    List<String> users = Ids.users(members);
    return service ->
        print(JsonLine.created(conversation, service.createGroup(conversation, users)));
  }

  private Call pair() {
    if (id != null || !members.isEmpty()) {
      throw wrong("--pair stands alone: its id and its members follow from the two users");
    }
    if (pair.size() != 2) {
      throw wrong("--pair can be given once");
    }
    List<String> users = Ids.users(pair);
    return service -> print(JsonLine.conversation(service.createPair(users.get(0), users.get(1))));
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
