package io.seqsvr.cli.message;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Lines of an input as bytes, without their ends, cut off one byte past a limit. Confined to one
 * thread, which blocks while the input has nothing to say.
 */
final class InputLines {
  private final InputStream input;
  private final int maxBytes;

  InputLines(InputStream input, int maxBytes) {
    this.input = input;
    this.maxBytes = maxBytes;
  }

  /** The next line; more than {@code maxBytes} tell that it was longer. Empty at the end. */
  Optional<byte[]> next() throws IOException {
    int first = input.read();
    if (first < 0) {
      return Optional.empty();
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = first; b >= 0 && b != '\n'; b = input.read()) {
      if (line.size() <= maxBytes) {
        line.write(b);
      }
    }
    return Optional.of(line.toByteArray());
  }
}
