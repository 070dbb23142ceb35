package io.seqsvr.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.SeqsvrException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

/** Hunts failures that a person could not act on, and errors of more than one line. */
final class ErrorLinesTest {
  @Test
  void failuresSayWhatIsWrong() {
    assertThat(ErrorLines.describe(SeqsvrException.invalidArgument("count", "1..1000", "0")))
        .isEqualTo("INVALID_ARGUMENT: count must be 1..1000: 0");
    assertThat(ErrorLines.describe(new CommandFailedException("port 1 is taken")))
        .isEqualTo("port 1 is taken");
    assertThat(ErrorLines.describe(new UncheckedIOException(new NoSuchFileException("a.pem"))))
        .isEqualTo("a.pem: no such file or directory");
    assertThat(ErrorLines.describe(new IOException("disk is full"))).isEqualTo("disk is full");
    assertThat(ErrorLines.describe(new IllegalStateException())).isEqualTo("IllegalStateException");
    assertThat(ErrorLines.describe(new NoClassDefFoundError("a/b")))
        .isEqualTo("NoClassDefFoundError: a/b");
  }

  @Test
  void errorIsOneLine() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);

    new Console(stream, stream, false).error("first\n  second\r\n");

    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("error: first; second" + System.lineSeparator());
  }
}
