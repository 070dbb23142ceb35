package io.seqsvr.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hunts messages that go to the wrong conversation, or are lost or repeated at the trace's end. */
final class ReplayTest {
  private static final String TRACE =
      TraceReader.HEADER + "\n1,c1,M,u1,,5\n2,c1,J,u9,,0\n3,c1,M,u2,u10,5\n4,c2,M,u10,u2,5\n";

  @Test
  void bothDirectionsOfAPairAreOneConversation() throws IOException {
    Replay replay = replay(3);

    assertThat(replay.conversations()).containsExactly("c1", "u10:u2", "u10:u2");
    assertThat(replay.passes()).isEqualTo(1);
  }

  @Test
  void noteToOneselfIsAConversationOfItsOwn() {
    assertThat(new ChatEvent(1, "c1", ChatEvent.Kind.MESSAGE, "u1", "u1", 5).conversation())
        .isEqualTo("u1:u1");
  }

  @Test
  void shortTraceBeginsAgain() throws IOException {
    Replay replay = replay(7);

    assertThat(replay.passes()).isEqualTo(3);
    assertThat(replay.conversation(3)).isEqualTo("c1");
    assertThat(replay.conversation(6)).isEqualTo("c1");
    assertThat(replay.conversation(5)).isEqualTo("u10:u2");
  }

  @Test
  void noMoreIsReadThanWanted() throws IOException {
    assertThat(replay(1).conversations()).containsExactly("c1");
  }

  @Test
  void traceWithoutMessagesIsRefused() {
    String trace = TraceReader.HEADER + "\n1,c1,J,u1,,0\n";

    assertThatThrownBy(() -> Replay.of(reader(trace), 1))
        .isInstanceOf(TraceFormatException.class)
        .hasMessage("the trace holds no message");
    assertThatThrownBy(() -> new Replay(List.of("c1"), 0)).hasMessage("messages must be >= 1: 0");
  }

  @Test
  void shippedWeekHasTheMessagesThatItsReadmeTells() throws IOException {
    try (TraceReader trace = TraceReader.openShippedWeek()) {
      Replay replay = Replay.of(trace, 1_000_000);

      assertThat(replay.conversations()).hasSize(22_557);
      assertThat(replay.conversations().stream().distinct()).hasSize(1_412);
    }
  }

  private static Replay replay(int messages) throws IOException {
    try (TraceReader trace = reader(TRACE)) {
      return Replay.of(trace, messages);
    }
  }

  private static TraceReader reader(String text) throws IOException {
    return TraceReader.open(
        "t.csv", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }
}
