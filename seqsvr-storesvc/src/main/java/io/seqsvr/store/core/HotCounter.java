package io.seqsvr.store.core;

/**
 * A conversation's own durable ceiling.
 *
 * @param hash the conversation's, never 0
 * @param maxSeq inclusive: no seq of this conversation above it, and above its section's, has left
 *     any process
 */
public record HotCounter(int sectionId, long hash, long maxSeq) {}
