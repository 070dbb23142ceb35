package io.seqsvr.store.core;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.RandomId;

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
      String shown =
          value.length() <= SHOWN_CHARS ? value : value.substring(0, SHOWN_CHARS) + "...";
      throw SeqsvrException.invalidArgument(field, "32 lowercase hexadecimal digits", shown);
    }
  }
}
