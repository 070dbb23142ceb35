package io.seqsvr.cli.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Hunts a line without an end that fills the memory, and ends that become part of a line. */
final class InputLinesTest {
  @Test
  void linesAreCutOneByteBeyondTheLimit() throws IOException {
    assertThat(lines("abc\nabcdefgh\n\nx")).containsExactly("abc", "abcd", "", "x");
  }

  @Test
  void lastLineFeedEndsALineAndBeginsNone() throws IOException {
    assertThat(lines("a\n")).containsExactly("a");
    assertThat(lines("")).isEmpty();
  }

  private static List<String> lines(String text) throws IOException {
    InputLines input = new InputLines(new ByteArrayInputStream(text.getBytes(ISO_8859_1)), 3);
    List<String> lines = new ArrayList<>();
    for (Optional<byte[]> line = input.next(); line.isPresent(); line = input.next()) {
      lines.add(new String(line.get(), ISO_8859_1));
    }
    return lines;
  }
}
