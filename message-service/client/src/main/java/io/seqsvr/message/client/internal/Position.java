package io.seqsvr.message.client.internal;

/**
 * A place in the log of a conversation.
 *
 * @param epoch identity of the log, 0 if not known
 * @param seq at least 0
 */
public record Position(long epoch, long seq) {}
