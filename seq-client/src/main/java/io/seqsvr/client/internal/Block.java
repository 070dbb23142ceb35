package io.seqsvr.client.internal;

/**
 * The contiguous seqs {@code [first, first + count - 1]}, both inclusive.
 *
 * @param first at least 1
 * @param count at least 1
 */
public record Block(long first, int count) {}
