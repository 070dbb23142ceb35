package io.seqsvr.bench.load;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The conversations of one measurement: {@code run/0000}, {@code run/0001} and so on, so that a
 * range of ids holds them and nothing else.
 *
 * @param run what they begin with
 * @param count 1 to 10 000
 */
public record Conversations(String run, int count) {
  private static final int MAX = 10_000;

  public Conversations {
    if (count < 1 || count > MAX) {
      throw new IllegalArgumentException("count must be 1.." + MAX + ": " + count);
    }
  }

  /** The id of one, 0 to count - 1. */
  public String id(int index) {
    return run + "/" + String.format(Locale.ROOT, "%04d", index);
  }

  /** All ids, ascending. */
  public List<String> ids() {
    return IntStream.range(0, count).mapToObj(this::id).toList();
  }

  /** Below all ids. */
  public String from() {
    return run + "/";
  }

  /** Above all ids: the character after the slash. */
  public String below() {
    return run + "0";
  }
}
