package io.seqsvr.client;

import java.util.stream.LongStream;

/**
 * The contiguous seqs {@code [first, last()]} of one call, both inclusive.
 *
 * @param first first seq, at least 1
 * @param count number of seqs, at least 1
 */
public record SeqRange(long first, int count) {
  /**
   * @throws IllegalArgumentException if {@code first} or {@code count} is below 1, or the range
   *     would pass {@link Long#MAX_VALUE}
   */
  public SeqRange {
    if (first < 1 || count < 1 || first - 1 > Long.MAX_VALUE - count) {
      throw new IllegalArgumentException(
          "need first >= 1, count >= 1, last <= 2^63 - 1: first " + first + ", count " + count);
    }
  }

  /** Last seq, inclusive: {@code first + count - 1}. */
  public long last() {
    return first + count - 1;
  }

  /** All seqs in ascending order. */
  public LongStream stream() {
    return LongStream.rangeClosed(first, last());
  }
}
