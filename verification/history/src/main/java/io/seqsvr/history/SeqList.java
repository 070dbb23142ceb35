package io.seqsvr.history;

import java.util.Arrays;

/** Ascending seqs in 8 bytes each. */
final class SeqList {
  private long[] seqs = new long[8];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  long get(int index) {
    return seqs[index];
  }

  long last() {
    return seqs[size - 1];
  }

  /**
   * Adds a seq at the end.
   *
   * @throws IllegalArgumentException if it is not above the last one
   */
  void add(long seq) {
    if (size > 0 && seq <= last()) {
      throw new IllegalArgumentException("seq must be > " + last() + ": " + seq);
    }
    if (size == seqs.length) {
      seqs = Arrays.copyOf(seqs, size + (size >> 1) + 8);
    }
    seqs[size++] = seq;
  }
}
