package io.seqsvr.message.client;

/**
 * How far a user has read.
 *
 * @param conversation its id
 * @param readSeq everything up to here has been read
 * @param unread counted messages of others above it, at least 0
 */
public record ReadState(String conversation, long readSeq, long unread) {}
