package io.seqsvr.alloc.core;

/**
 * What is known of a conversation's last seq.
 *
 * @param seq the last seq handed out, or an upper bound of it; 0 for a conversation never used in a
 *     new cluster
 * @param exact whether it is the last seq, and not only a bound
 */
public record CurrentSeq(long seq, boolean exact) {}
