package io.seqsvr.store.core;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.RandomId;
import java.util.regex.Pattern;

/** Checks of single fields; each refusal names the field, its limit and the value. */
final class Fields {
  /** Longest part of a bad value that is sent back. */
  private static final int SHOWN_CHARS = 40;

  private Fields() {}

  static void checkRange(String field, long value, long min, long max) {
    if (value < min || value > max) {
      throw SeqsvrException.invalidArgument(field, min + ".." + max, Long.toString(value));
    }
  }

  static void checkId(String field, String value) {
    if (!RandomId.isWellFormed(value)) {
      throw SeqsvrException.invalidArgument(
          field, "32 lowercase hexadecimal digits", shorten(value));
    }
  }

  static void checkText(String field, String value, Pattern form, int maxChars, String limit) {
    if (value.length() > maxChars || !form.matcher(value).matches()) {
      throw SeqsvrException.invalidArgument(field, limit, shorten(value));
    }
  }

  static String shorten(String value) {
    return value.length() <= SHOWN_CHARS ? value : value.substring(0, SHOWN_CHARS) + "...";
  }
}
