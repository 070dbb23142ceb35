package io.seqsvr.cli.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hunts lines that a program could not read, and calls that were not asked for. */
final class ConversationCommandTest {
  private final CommandRun run = new CommandRun();
  private final FakeMessageClients clients = new FakeMessageClients();

  @Test
  void createSaysWhetherItWasNew() {
    assertThat(execute("create", "team", "--member", "u1", "-m", "u2", "u3")).isZero();
    assertThat(execute("create", "team", "--member", "u1")).isZero();

    assertThat(run.out())
        .containsExactly(
            "{\"conversation\":\"team\",\"created\":true}",
            "{\"conversation\":\"team\",\"created\":false}");
    assertThat(clients.calls()).containsExactly("create team [u1, u2, u3]", "create team [u1]");
    assertThat(clients.opened).first().isEqualTo("127.0.0.1:7301 5000 ms");
    assertThat(clients.conversations.closed).isEqualTo(2);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void pairSaysItsId() {
    assertThat(execute("create", "--pair", "bob", "alice", "--server", "127.0.0.1:9")).isZero();

    assertThat(run.out()).containsExactly("{\"conversation\":\"single:bob:alice\"}");
    assertThat(clients.opened).containsExactly("127.0.0.1:9 5000 ms");
  }

  @Test
  void listIsALineForEachConversation() {
    assertThat(execute("list", "--user", "bob", "--timeout", "0.5")).isZero();

    assertThat(run.out())
        .containsExactly(
            "{\"conversation\":\"a \\\"quoted\\\"\",\"head_seq\":0,\"unread\":0,"
                + "\"read_seq\":0,\"joined_seq\":0}",
            "{\"conversation\":\"bob's\",\"head_seq\":17,\"unread\":2,"
                + "\"read_seq\":9,\"joined_seq\":3,\"left_seq\":12}");
    assertThat(clients.opened).containsExactly("127.0.0.1:7301 500 ms");
  }

  @Test
  void membersComeAndGo() {
    execute("create", "team", "--member", "u1");
    assertThat(execute("add", "team", "--member", "u1", "--member", "u2")).isZero();
    assertThat(execute("remove", "team", "--member", "u1", "u2", "u3")).isZero();

    assertThat(run.out())
        .containsSubsequence(
            "{\"conversation\":\"team\",\"added\":1}", "{\"conversation\":\"team\",\"removed\":2}");
    assertThat(clients.calls())
        .containsSubsequence("add team [u1, u2]", "remove team [u1, u2, u3]");
  }

  @Test
  void refusalIsOneLine() {
    assertThat(execute("add", "none", "--member", "u1")).isEqualTo(1);

    assertThat(run.err()).containsExactly("error: CONVERSATION_NOT_FOUND: no none");
    assertThat(run.out()).isEmpty();
    assertThat(clients.conversations.closed).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "'', a command is missing",
    "create, ID is missing",
    "create --member u1 team, put it before --member",
    "create team, --member is missing",
    "create team --member, --member",
    "create --pair u1, --pair",
    "create --pair u1 u2 --pair u3 u4, --pair can be given once",
    "create team --pair u1 u2, --pair stands alone",
    "create --pair u1 u2 --member u3, --pair stands alone",
    "create team more --member u1, more",
    "list, --user",
    "add team, --member",
    "add --member u1, ID",
    "remove team, --member",
    "list --user u --timeout 0, --timeout must be"
  })
  void wrongUsageIsOneLineAndCallsNothing(String arguments, String hint) {
    assertThat(execute(arguments.isEmpty() ? new String[0] : arguments.split(" "))).isEqualTo(2);

    assertThat(run.err()).singleElement().asString().startsWith("error: ").contains(hint);
    assertThat(run.out()).isEmpty();
    assertThat(clients.calls()).isEmpty();
  }

  private int execute(String... arguments) {
    return run.execute(ConversationCommand.with(clients, run.console), arguments);
  }
}
