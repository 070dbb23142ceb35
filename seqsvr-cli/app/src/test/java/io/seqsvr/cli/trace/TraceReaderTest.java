package io.seqsvr.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hunts traces that are misread, and malformed ones whose error does not say where. */
final class TraceReaderTest {
  private static final String HEADER = TraceReader.HEADER + "\n";

  @TempDir private Path directory = Path.of("");

  @Test
  void readsEveryKindOfEvent() throws IOException {
    assertThat(read(bytes(HEADER + "0,c1,J,u1,,0\n60000,c1,M,u1,u2,54\r\n7,c2,Q,u3,,0")))
        .containsExactly(
            new ChatEvent(0, "c1", ChatEvent.Kind.JOIN, "u1", "", 0),
            new ChatEvent(60_000, "c1", ChatEvent.Kind.MESSAGE, "u1", "u2", 54),
            new ChatEvent(7, "c2", ChatEvent.Kind.QUIT, "u3", "", 0));
  }

  @Test
  void compressionIsToldByTheBytesNotByTheName() throws IOException {
    Path file = directory.resolve("trace.csv");
    Files.write(file, gzip(HEADER + "1,c1,M,u1,,5\n"));

    try (TraceReader trace = TraceReader.open(file)) {
      assertThat(trace.read()).isNotNull();
      assertThat(trace.read()).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x,c1,M,u1,,5|t_ms must be 0..9223372036854775807: 'x'",
        "-1,c1,M,u1,,5|t_ms must be 0..9223372036854775807: '-1'",
        "1,,M,u1,,5|channel must be 1..64 characters: ''",
        "1,c1,X,u1,,5|event must be M, J or Q: 'X'",
        "1,c1,M,,,5|user must be 1..64 characters: ''",
        "1,c1,M,u1,,|text_bytes must be 0..2147483647: ''",
        "1,c1,M,u1,,3000000000|text_bytes must be 0..2147483647: '3000000000'",
        "1,c1,M,u1,5|line must be 6 fields: '1,c1,M,u1,5'",
        "1,c1,M,u1,,5,6|line must be 6 fields: '1,c1,M,u1,,5,6'"
      })
  void malformedLineIsNamedWithItsField(String line, String problem) {
    assertThatThrownBy(() -> read(bytes(HEADER + "1,c1,M,u1,,5\n" + line + "\n")))
        .isInstanceOf(TraceFormatException.class)
        .hasMessage("t.csv:3: " + problem);
  }

  @Test
  void longNonsenseIsShortenedAndControlCharactersAreHidden() {
    assertThatThrownBy(() -> read(bytes(HEADER + "\u001b[31m" + "x".repeat(1000) + "\n")))
        .isInstanceOf(TraceFormatException.class)
        .hasMessageContaining("'?[31mxxx")
        .hasMessageContaining("…")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(120));
  }

  @Test
  void otherFilesAreRefused() {
    assertThatThrownBy(() -> read(bytes(""))).hasMessageContaining("t.csv:1: header must be t_ms");
    assertThatThrownBy(() -> read(bytes("a,b\n1,2\n"))).hasMessageEndingWith(": 'a,b'");
    assertThatThrownBy(() -> TraceReader.open(directory)).hasMessageContaining("is a directory");
    assertThatThrownBy(() -> TraceReader.open(directory.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void damagedCompressionIsNamedWithItsLine() throws IOException {
    byte[] whole = gzip(HEADER + "1,c1,M,u1,,5\n".repeat(50_000));
    byte[] cut = Arrays.copyOf(whole, whole.length / 2);

    assertThatThrownBy(() -> read(cut))
        .isInstanceOf(TraceFormatException.class)
        .hasMessageMatching("t\\.csv:\\d+: compressed data is cut off");
    whole[whole.length - 6] ^= 1;
    assertThatThrownBy(() -> read(whole))
        .isInstanceOf(TraceFormatException.class)
        .hasMessageMatching("t\\.csv:\\d+: compressed data is damaged");
  }

  @Test
  void shippedWeekIsWhole() throws IOException {
    long events = 0;
    try (TraceReader trace = TraceReader.openShippedWeek()) {
      while (trace.read() != null) {
        events++;
      }
    }

    assertThat(events).isEqualTo(45_427);
  }

  private static List<ChatEvent> read(byte[] bytes) throws IOException {
    List<ChatEvent> events = new ArrayList<>();
    try (TraceReader trace = TraceReader.open("t.csv", new ByteArrayInputStream(bytes))) {
      for (ChatEvent event = trace.read(); event != null; event = trace.read()) {
        events.add(event);
      }
    }
    return events;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(bytes(text));
    }
    return bytes.toByteArray();
  }
}
