package io.seqsvr.alloc.core;

import java.util.Arrays;

/**
 * The counters of one section at the end of an ownership: for each conversation that was used, its
 * hash and its last seq.
 *
 * <p>Not thread-safe: filled by one thread, then only read.
 */
final class Snapshot {
  /** Set beside a seq that is only an upper bound. */
  private static final long BOUND = Long.MIN_VALUE;

  private long[] words;
  private int size;

  /** An empty snapshot with room for so many counters, which grows if there are more. */
  Snapshot(int expected) {
    words = new long[2 * Math.max(1, expected)];
  }

  /**
   * Adds a counter.
   *
   * @param key the conversation's hash, never 0
   * @param lastSeq the last seq handed out, or an upper bound of it, at least 1
   * @param exact whether it is the last seq, and not only a bound
   */
  void add(long key, long lastSeq, boolean exact) {
    addWord(key, exact ? lastSeq : lastSeq | BOUND);
  }

  /** Adds a counter as {@link #word} gave it. */
  void addWord(long key, long word) {
    if (2 * size == words.length) {
      words = Arrays.copyOf(words, 2 * words.length);
    }
    words[2 * size] = key;
    words[2 * size + 1] = word;
    size++;
  }

  int size() {
    return size;
  }

  long key(int index) {
    return words[2 * index];
  }

  long lastSeq(int index) {
    return words[2 * index + 1] & ~BOUND;
  }

  boolean isExact(int index) {
    return words[2 * index + 1] >= 0;
  }

  /** The seq with its mark, as it is stored. */
  long word(int index) {
    return words[2 * index + 1];
  }
}
