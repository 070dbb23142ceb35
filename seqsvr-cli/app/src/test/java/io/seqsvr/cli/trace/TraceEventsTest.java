package io.seqsvr.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Hunts events that are read past the last message, or that keep the names of an earlier run. */
final class TraceEventsTest {
  private static final String TRACE =
      "1,c1,J,u1,,0\n2,c1,M,u1,,5\n3,c1,M,u1,u2,6\n4,c1,Q,u1,,0\n5,c1,M,u1,,7\n";

  @Test
  void readingEndsWithTheLastMessageThatIsWanted() throws IOException {
    TraceEvents trace = read(TRACE, 2, "");

    assertThat(trace.messages()).isEqualTo(2);
    assertThat(trace.events()).hasSize(3);
  }

  @Test
  void shortTraceIsReadToItsEnd() throws IOException {
    assertThat(read(TRACE, 100, "").messages()).isEqualTo(3);
  }

  @Test
  void everyNameGetsTheTag() throws IOException {
    assertThat(read(TRACE, 2, "-7f").events().get(2))
        .isEqualTo(new ChatEvent(3, "c1-7f", ChatEvent.Kind.MESSAGE, "u1-7f", "u2-7f", 6));
    assertThat(read(TRACE, 1, "-7f").events().get(0).toUser()).isEmpty();
  }

  @Test
  void traceWithoutMessageIsNone() {
    assertThatThrownBy(() -> read("1,c1,J,u1,,0\n", 2, ""))
        .isInstanceOf(TraceFormatException.class)
        .hasMessage("the trace holds no message");
  }

  private static TraceEvents read(String lines, int messages, String tag) throws IOException {
    byte[] bytes = (TraceReader.HEADER + "\n" + lines).getBytes(StandardCharsets.UTF_8);
    try (TraceReader reader = TraceReader.open("test", new ByteArrayInputStream(bytes))) {
      return TraceEvents.read(reader, messages, tag);
    }
  }
}
