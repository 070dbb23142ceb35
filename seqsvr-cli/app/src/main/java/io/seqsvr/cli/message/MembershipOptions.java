package io.seqsvr.cli.message;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Whose membership of what changes; picocli fills it in. */
final class MembershipOptions {
  @Parameters(paramLabel = "ID", description = "Id of the conversation.")
  private String id = "";

  @Option(
      names = {"-m", "--member"},
      paramLabel = "USER",
      arity = "1..*",
      required = true,
      description =
          "A user. May be repeated; takes several users, 1 to 1000 in all, so ID comes before it.")
  private List<String> members = new ArrayList<>();

  String conversation() {
    return Ids.conversation(id);
  }

  List<String> users() {
    return Ids.users(members);
  }
}
