package io.seqsvr.benchmarks.report;

import java.util.Locale;

/**
 * What every contender has to do.
 *
 * @param kind of calls
 * @param conversations how many, chosen by chance
 * @param threads that call at a time
 */
public record Workload(Kind kind, int conversations, int threads) {
  /** Kinds of calls. */
  public enum Kind {
    /** A look at the clock and no id. */
    CLOCK("clock"),
    /** As fast as possible, one id a call. */
    SINGLE("single calls"),
    /** As fast as possible, 100 conversations a call. */
    BATCH("batches of 100"),
    /** At a fixed rate. */
    STEADY("steady rate");

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  /** For a person; {@code --only} looks into it. */
  public String text() {
    return String.format(
            Locale.ROOT,
            "%s, %,d conversation%s, %d thread%s",
            kind.text,
            conversations,
            conversations == 1 ? "" : "s",
            threads,
            threads == 1 ? "" : "s")
        .replaceAll("(?<=\\d),(?=\\d{3})", " ");
  }
}
