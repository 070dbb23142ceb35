package io.seqsvr.cli.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where a command writes: results to {@code out}, all else to {@code err}, both in UTF-8.
 *
 * @param terminal whether a person watches {@code err}, so that a line may be drawn again
 */
public record Console(PrintStream out, PrintStream err, boolean terminal) {
  /** System property by which the launcher tells whether standard error is a terminal. */
  private static final String TERMINAL_PROPERTY = "seqsvr.stderr.terminal";

  /** The streams of this process, in UTF-8 whatever the locale says. */
  public static Console ofProcess() {
    return new Console(
        utf8(FileDescriptor.out), utf8(FileDescriptor.err), Boolean.getBoolean(TERMINAL_PROPERTY));
  }

  /** Writes one line {@code error: …}; a text of several lines is joined. */
  public void error(String text) {
    err.println("error: " + text.strip().replaceAll("\\s*\\R\\s*", "; "));
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
