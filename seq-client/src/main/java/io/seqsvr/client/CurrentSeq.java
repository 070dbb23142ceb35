package io.seqsvr.client;

/**
 * How far a conversation's seqs have come.
 *
 * @param seq the last seq handed out, inclusive; 0 for a conversation never used in a new cluster
 * @param exact false if {@code seq} is only an upper bound: after an unclean change of owner, or
 *     when the node has started its counters anew for lack of room, until the conversation is used
 *     again
 */
public record CurrentSeq(long seq, boolean exact) {
  /**
   * @throws IllegalArgumentException if {@code seq} is negative
   */
  public CurrentSeq {
    if (seq < 0) {
      throw new IllegalArgumentException("seq must be >= 0: " + seq);
    }
  }
}
