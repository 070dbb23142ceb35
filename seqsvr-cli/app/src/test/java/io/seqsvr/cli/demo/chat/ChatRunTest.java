package io.seqsvr.cli.demo.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.Console;
import io.seqsvr.cli.demo.chat.FakeChat.Flaw;
import io.seqsvr.cli.demo.stage.Victim;
import io.seqsvr.cli.trace.ChatEvent;
import io.seqsvr.cli.trace.ChatEvent.Kind;
import io.seqsvr.cli.trace.TraceEvents;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Hunts a demonstration that calls a broken message service good, or a good one broken: the whole
 * run, against a service in memory with one flaw each.
 */
@Timeout(60)
final class ChatRunTest {
  static final int MESSAGES = 400;

  private static final int IN_FLIGHT = 4;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<String> killed = new ArrayList<>();
  @TempDir private Path directory = Path.of("");

  @Test
  void goodServiceIsCalledGood() throws Exception {
    Path report = directory.resolve("r.html");

    FakeChat chat = new FakeChat();

    assertThat(run(chat, plan(true, report), null)).as(text(out)).isZero();

    assertThat(chat.mostUnderWay()).isLessThanOrEqualTo(IN_FLIGHT);

    assertThat(killed).containsExactly("message service", "alloc service");
    assertThat(text(out))
        .containsPattern("messages +400  accepted, each once")
        .containsPattern("conversations +6  2 groups, 4 single chats")
        .containsPattern("users +7  6 of them with a device")
        .containsPattern("duplicates suppressed +40  40 sent again on purpose")
        .containsPattern("conflicts refused +1\\d")
        .containsPattern("connections cut +4 ")
        .containsPattern("order violations +0")
        .containsPattern("lost +0")
        .containsPattern("shown twice +0")
        .containsPattern("unread counts wrong +0  of [1-9]\\d")
        .containsPattern("outage: message service +\\d")
        .containsPattern("outage: alloc service +\\d")
        .containsPattern("end-to-end latency p99.9 +\\d")
        .containsPattern("OK: .*send_ok=440, show=[1-9]")
        .contains("independent checker: not run");
    assertThat(text(err)).contains("message service killed (kill -9), starting again");
    assertThat(Files.readString(report))
        .contains("class=\"good\"", "kill -9: alloc service", "From send to shown")
        .doesNotContain("NaN", "Infinity");
    assertThat(Files.readString(directory.resolve("h.jsonl")))
        .contains("\"op\":\"fault\"", "\"op\":\"member\"", "\"op\":\"device\"");
  }

  @ParameterizedTest
  @CsvSource({
    "LOSES_ONE, VIOLATION lost",
    "LOSES_THE_LAST, has not caught up",
    "SHOWS_ONE_TWICE, VIOLATION shown-once-in-order",
    "WRONG_UNREAD, unread counts are wrong",
    "WRONG_LIST, unread counts are wrong",
    "REPEAT_IS_NEW, VIOLATION one-message",
    "ACCEPTS_CONFLICTS, used again and got",
    "REFUSES_ONE, 1 messages were not accepted",
    "STOPS_A_DEVICE, was stopped: another connection",
    "NOT_REDELIVERING, no message was delivered again",
    "NO_CUTS, no connection was cut",
    "NO_LOST_ACKS, no acknowledgement was lost",
    "NO_LOST_RECEIPTS, no receipt was lost"
  })
  void everyFlawFailsTheRun(Flaw flaw, String told) throws Exception {
    assertThat(run(new FakeChat(flaw), plan(true, null), null)).isEqualTo(1);
    assertThat(text(out)).contains(told).contains("FAILED: ");
  }

  @Test
  void serviceThatBreaksDownEndsTheRun() {
    assertThatThrownBy(() -> run(new FakeChat(Flaw.BREAKS_DOWN), plan(true, null), null))
        .isInstanceOf(CommandFailedException.class)
        .hasMessage("no such luck");
  }

  @Test
  void runWithoutChaosBreaksNothingAndNeedsNothingBroken() throws Exception {
    FakeChat calm = new FakeChat(Flaw.NOT_REDELIVERING, Flaw.NO_LOST_ACKS, Flaw.NO_LOST_RECEIPTS);

    assertThat(run(calm, plan(false, null), null)).as(text(out)).isZero();

    assertThat(killed).isEmpty();
    assertThat(text(out))
        .containsPattern("duplicates suppressed +0")
        .containsPattern("connections cut +0");
  }

  @Test
  void otherCheckerHasItsSay() throws Exception {
    Path content = script("echo \"OK: read $1\"");
    Path discontent = script("echo VIOLATION lost; exit 1");

    assertThat(run(new FakeChat(), plan(true, null), content)).isZero();
    assertThat(text(out)).contains("independent checker: OK: read " + directory);
    assertThat(run(new FakeChat(), plan(true, null), discontent)).isEqualTo(1);
    assertThat(text(out)).contains("FAILED: the independent checker is not content");
  }

  private int run(FakeChat chat, ChatPlan plan, @org.jspecify.annotations.Nullable Path checker)
      throws Exception {
    Console console = new Console(stream(out), stream(err), false);
    ChatRun.Limits limits = new ChatRun.Limits(Duration.ofMillis(300), Duration.ofMillis(300));
    IndependentChecker other = new IndependentChecker(checker == null ? null : "" + checker);
    ChatRun run = new ChatRun(plan, trace(), console, MonotonicClock.system(), limits, other);
    List<Victim> victims = List.of(victim("message service", chat), victim("alloc service", chat));
    if (plan.chaos()) {
      chat.holdBack(MESSAGES * 3 / 8);
    }
    return run.run(chat, victims, directory.resolve("h.jsonl"));
  }

  private static ChatPlan plan(boolean chaos, @org.jspecify.annotations.Nullable Path report) {
    return new ChatPlan(null, MESSAGES, 1, 3, IN_FLIGHT, chaos, null, report, null);
  }

  /** Two channels, two pairs, and people who come and go. */
  private static TraceEvents trace() {
    List<ChatEvent> events = new ArrayList<>();
    for (int message = 0; message < MESSAGES; message++) {
      String channel = message % 3 == 0 ? "c1" : "c2";
      String user = (message % 3 == 0 ? "a" : "b") + message % 4 / 3 + message % 2;
      if (message % 20 == 5) {
        events.add(new ChatEvent(message, channel, Kind.QUIT, user, "", 0));
      }
      if (message % 20 == 9) {
        events.add(new ChatEvent(message, channel, Kind.JOIN, user, "", 0));
      }
      String to = message % 10 == 7 ? "a00" : "";
      events.add(new ChatEvent(message, channel, Kind.MESSAGE, user, to, message % 50));
    }
    events.add(new ChatEvent(MESSAGES, "c1", Kind.JOIN, "lurker", "", 0));
    return new TraceEvents(events, MESSAGES);
  }

  private Victim victim(String name, FakeChat chat) {
    return new Victim() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public long pid() {
        return 1;
      }

      @Override
      public void kill() {
        killed.add(name);
        chat.killed();
      }

      @Override
      public void restart() {}
    };
  }

  private Path script(String text) throws Exception {
    Path file = Files.createTempFile(directory, "check", ".sh");
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
