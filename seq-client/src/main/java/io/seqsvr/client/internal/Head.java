package io.seqsvr.client.internal;

/**
 * The last seq handed out for a conversation.
 *
 * @param seq at least 0
 * @param exact false if {@code seq} is only an upper bound
 */
public record Head(long seq, boolean exact) {}
