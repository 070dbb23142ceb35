package io.seqsvr.cli.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.message.client.Outgoing;
import io.seqsvr.message.client.SendReceipt;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Hunts a receipt with other fields, and a text that is not the one typed. */
final class SendCommandTest {
  private final CommandRun run = new CommandRun();
  private final FakeMessageClients clients = new FakeMessageClients();

  @Test
  void receiptIsOneLineWithTheseFields() {
    clients.conversations.createGroup("team", List.of("u1"));

    assertThat(execute("team", "--from", "u1", "hello", "--id", "m1")).isZero();
    assertThat(execute("team", "--from", "u1", "hello", "--id", "m1")).isZero();

    assertThat(run.out())
        .containsExactly(
            "{\"seq\":1,\"prev_seq\":0,\"server_msg_id\":\"id-1\",\"duplicate\":false,"
                + "\"server_time\":1790000000000}",
            "{\"seq\":1,\"prev_seq\":0,\"server_msg_id\":\"id-1\",\"duplicate\":true,"
                + "\"server_time\":1790000000000}");
    assertThat(run.err()).isEmpty();
    assertThat(clients.conversations.closed).isEqualTo(2);
  }

  @Test
  void eachMessageHasAnIdOfItsOwn() {
    List<String> ids = new ArrayList<>();
    clients.conversations =
        new FakeConversations() {
          @Override
          public SendReceipt send(String conversation, String sender, Outgoing message) {
            ids.add(message.clientMsgId());
            return new SendReceipt(1, 0, "", 0, false);
          }
        };

    execute("team", "--from", "u1", "hello");
    execute("team", "--from", "u1", "hello");

    assertThat(ids).hasSize(2).doesNotHaveDuplicates().allMatch(id -> id.length() == 36);
  }

  @Test
  void textIsSentAsTyped() {
    clients.conversations.createGroup("team", List.of("u1"));

    execute("team", "--from", "u1", "  \u00e9 \ud83d\ude00 'x' \"y\" ${z} \\n ");
    execute("team", "--from", "u1", "");
    execute("team", "--from", "u1", "--", "-n --id x");

    assertThat(clients.calls())
        .containsSubsequence(
            "send team u1   \u00e9 \ud83d\ude00 'x' \"y\" ${z} \\n ",
            "send team u1 ",
            "send team u1 -n --id x");
  }

  @Test
  void refusalIsOneLine() {
    clients.conversations.createGroup("team", List.of("u1"));

    assertThat(execute("team", "--from", "u2", "hello")).isEqualTo(1);
    assertThat(run.err()).containsExactly("error: NOT_A_MEMBER: u2 is no member of team");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void emptyIdIsNoIdOfTheUsers() {
    assertThat(execute("team", "--from", "u1", "hello", "--id", "")).isEqualTo(1);

    assertThat(run.err())
        .containsExactly(
            "error: INVALID_ARGUMENT: client_msg_id must be 1..64 bytes of UTF-8: empty");
    assertThat(clients.calls()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "team", "team hello", "team hello more --from u", "--from u team"})
  void wrongUsageIsOneLineAndCallsNothing(String arguments) {
    assertThat(execute(arguments.isEmpty() ? new String[0] : arguments.split(" "))).isEqualTo(2);

    assertThat(run.err()).singleElement().asString().startsWith("error: ");
    assertThat(clients.calls()).isEmpty();
  }

  private int execute(String... arguments) {
    return run.execute(new CommandLine(new SendCommand(clients, run.console)), arguments);
  }
}
