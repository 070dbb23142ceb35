package io.seqsvr.cli.message;

import static io.seqsvr.cli.message.FakeMessageClient.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.cli.console.Console;
import io.seqsvr.message.client.Cursor;
import io.seqsvr.message.client.Incoming;
import io.seqsvr.message.client.MessageKind;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Hunts lines that a program could not read, messages not asked for, and a command that hangs. */
@Timeout(20)
final class ListenCommandTest {
  private final CommandRun run = new CommandRun();
  private final FakeMessageClients clients = new FakeMessageClients();

  @Test
  void showsALineForEachMessageUpToTheCount() {
    clients.script =
        listener -> {
          listener.onConnected(true);
          listener.onMessage(message("team", 7, "u1", "a\n\"b\" \u00e9"));
          listener.onMessage(message("other", 1, "u2", new byte[] {'a', (byte) 0xff}));
          listener.onMessage(message("team", 8, "u1", "too many"));
        };

    assertThat(execute("--user", "u9", "--count", "2")).isZero();

    assertThat(run.out())
        .containsExactly(
            "{\"conversation\":\"team\",\"seq\":7,\"prev_seq\":6,\"sender\":\"u1\","
                + "\"client_msg_id\":\"c7\",\"server_msg_id\":\"s7\","
                + "\"server_time\":1795169730007,\"kind\":\"chat\","
                + "\"text\":\"a\\n\\\"b\\\" \u00e9\"}",
            "{\"conversation\":\"other\",\"seq\":1,\"prev_seq\":0,\"sender\":\"u2\","
                + "\"client_msg_id\":\"c1\",\"server_msg_id\":\"s1\","
                + "\"server_time\":1795169730001,\"kind\":\"chat\","
                + "\"body_base64\":\"Yf8=\"}");
    assertThat(run.err()).containsExactly("connected to 127.0.0.1:7301");
    assertThat(clients.devices).singleElement().extracting(d -> d.closed.get()).isEqualTo(1);
  }

  @Test
  void showsMessagesThatAreNotKept() {
    clients.script =
        listener -> {
          listener.onConnected(true);
          listener.onTransient(
              new Incoming(
                  "team", 0, 0, 0, "u1", "c", "", 5, MessageKind.NOTIFICATION, false, new byte[0]));
        };

    assertThat(execute("--user", "u9", "team", "--from-seq", "5", "-n", "1")).isZero();

    assertThat(run.out())
        .singleElement()
        .asString()
        .contains("\"seq\":0,", "\"kind\":\"notification\"", "\"text\":\"\"}");
  }

  @Test
  void beginsWithEverythingUnlessToldOtherwise() {
    clients.script =
        listener -> {
          listener.onConnected(true);
          listener.onMessage(message("team", 5, "u1", "x"));
        };

    execute("-u", "u9", "-n", "1");
    execute("-u", "u9", "-n", "1", "--new", "--device", "d");
    execute("-u", "u9", "-n", "1", "team");
    execute("-u", "u9", "-n", "1", "team", "--from-seq", "5");
    execute("-u", "u9", "-n", "1", "team", "--new");

    OptionalLong any = OptionalLong.empty();
    assertThat(clients.devices)
        .extracting(d -> d.view)
        .containsExactly(
            new DeviceView("u9", "listen", null, any, false),
            new DeviceView("u9", "d", null, any, true),
            new DeviceView("u9", "listen", "team", any, false),
            new DeviceView("u9", "listen", "team", OptionalLong.of(5), false),
            new DeviceView("u9", "listen", "team", any, true));
    assertThat(clients.devices)
        .extracting(d -> d.view.beginsWithNext())
        .containsExactly(false, true, true, true, true);
    assertThat(clients.devices)
        .extracting(d -> d.view.cursors().load())
        .containsExactly(
            Map.of(),
            Map.of(),
            Map.of("team", new Cursor(0, 0)),
            Map.of("team", new Cursor(0, 4)),
            Map.of());
  }

  @Test
  void showsNeitherOtherConversationsNorLowerSeqs() {
    clients.script =
        listener -> {
          listener.onConnected(true);
          listener.onReset("other");
          listener.onReset("team");
          listener.onMessage(message("other", 9, "u1", "x"));
          listener.onMessage(message("team", 4, "u1", "before"));
          listener.onMessage(message("team", 5, "u1", "this one"));
          listener.onMessage(message("team", 6, "u1", "and this one"));
        };

    execute("--user", "u9", "team", "--from-seq", "5", "--count", "2");

    assertThat(run.out())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("{\"conversation\":\"team\",\"seq\":5,");
    assertThat(run.err())
        .containsExactly(
            "connected to 127.0.0.1:7301", "what was shown of team is void: it comes anew");
  }

  @Test
  void tellsLostConnectionsOnStandardError() {
    clients.script =
        listener -> {
          listener.onConnected(false);
          listener.onConnected(true);
          listener.onConnected(false);
          listener.onConnected(true);
          listener.onMessage(message("team", 1, "u1", "x"));
        };

    execute("--user", "u9", "--count", "1", "--server", "127.0.0.1:9");

    assertThat(run.err())
        .containsExactly(
            "connected to 127.0.0.1:9",
            "connection to 127.0.0.1:9 lost: trying again",
            "connected to 127.0.0.1:9");
    assertThat(run.out()).hasSize(1);
  }

  @Test
  void endsWhenTheServiceDoesNotWantIt() {
    clients.script =
        listener -> {
          listener.onConnected(true);
          listener.onStopped("another connection of the same device has replaced this one");
        };

    assertThat(execute("--user", "u9")).isEqualTo(1);

    assertThat(run.err())
        .last()
        .isEqualTo("error: another connection of the same device has replaced this one");
    assertThat(clients.devices).singleElement().extracting(d -> d.closed.get()).isEqualTo(1);
  }

  @Test
  void endsWhenTheServiceRefusesTheFirstConnection() {
    clients.script = listener -> listener.onStopped("user must be 1..128 bytes");

    assertThat(execute("--user", "")).isEqualTo(1);

    assertThat(run.err()).containsExactly("error: user must be 1..128 bytes");
  }

  @Test
  void endsWhenNobodyIsThere() {
    clients.script = listener -> listener.onConnected(false);

    assertThat(execute("--user", "u9", "--timeout", "0.05")).isEqualTo(1);

    assertThat(run.err()).containsExactly("error: no connection to 127.0.0.1:7301 in 0.05 s");
    assertThat(clients.devices).singleElement().extracting(d -> d.closed.get()).isEqualTo(1);
  }

  @Test
  void endsWhenNobodyReadsItsLines() {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    clients.script =
        listener -> {
          listener.onConnected(true);
          listener.onMessage(message("team", 1, "u1", "x"));
        };
    Console console =
        new Console(
            new PrintStream(broken, true, java.nio.charset.StandardCharsets.UTF_8),
            run.console.err(),
            false);

    assertThat(run.execute(new CommandLine(new ListenCommand(clients, console)), "--user", "u9"))
        .isEqualTo(1);
    assertThat(run.err()).last().isEqualTo("error: standard output is closed");
  }

  @ParameterizedTest
  @CsvSource({
    "'', --user",
    "team, --user",
    "--user u --from-seq 3, --from-seq needs CONVERSATION",
    "--user u team --from-seq 3 --new, exclude each other",
    "--user u team --from-seq 0, --from-seq must be at least 1: 0",
    "--user u team --from-seq x, --from-seq",
    "--user u --count 0, --count must be at least 1: 0",
    "--user u --timeout 0, --timeout must be",
    "--user u team more, more"
  })
  void wrongUsageIsOneLine(String arguments, String hint) {
    clients.script = listener -> listener.onStopped("connected");

    assertThat(execute(arguments.isEmpty() ? new String[0] : arguments.split(" "))).isEqualTo(2);

    assertThat(run.err()).singleElement().asString().startsWith("error: ").contains(hint);
    assertThat(run.out()).isEmpty();
  }

  private int execute(String... arguments) {
    return run.execute(new CommandLine(new ListenCommand(clients, run.console)), arguments);
  }
}
