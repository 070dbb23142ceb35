package io.seqsvr.cli.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.seqsvr.api.error.SeqsvrException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A check that a text from the command line is what the user typed. The JVM turns bytes that are
 * not UTF-8 into U+FFFD, and so different ids into one; where that character shows up, the raw
 * command line of the process decides.
 */
public final class CommandLineText {
  private static final Path RAW_ARGUMENTS = Path.of("/proc/self/cmdline");
  private static final char REPLACEMENT = '\ufffd';

  private CommandLineText() {}

  /**
   * Returns the text.
   *
   * @throws SeqsvrException INVALID_ARGUMENT if it was not UTF-8 on the command line
   */
  static String utf8(String field, String text) {
    return utf8(field, "1..256 bytes of UTF-8", text);
  }

  /**
   * As {@link #utf8(String, String)}.
   *
   * @param limit what the field may be, in words
   */
  public static String utf8(String field, String limit, String text) {
    if (text.indexOf(REPLACEMENT) >= 0 && !isUtf8(rawArguments())) {
      throw SeqsvrException.invalidArgument(field, limit, "not valid UTF-8");
    }
    return text;
  }

  static boolean isUtf8(byte[] bytes) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).limit() >= 0;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** The process's arguments; where the system does not tell them, bytes that are not UTF-8. */
  private static byte[] rawArguments() {
    try {
      return Files.readAllBytes(RAW_ARGUMENTS);
    } catch (IOException e) {
      return "\u00ff".getBytes(ISO_8859_1);
    }
  }
}
