package io.seqsvr.history;

import java.util.Locale;

/**
 * A broken promise, with the lines that show it.
 *
 * @param kind which promise
 * @param text key, lines and seqs
 */
public record Violation(Kind kind, String text) {
  /** What a sequence service promises for each conversation. */
  public enum Kind {
    /** A block starts at 1 or above, is not empty, and ends at 2^63 - 1 or below. */
    RANGE,

    /** No two calls got overlapping blocks. */
    UNIQUE,

    /** If one call ended before another began, its seqs are smaller. */
    ORDERED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public String toString() {
    return "VIOLATION " + kind + ": " + text;
  }
}
