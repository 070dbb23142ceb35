package io.seqsvr.message.server.core;

/**
 * How far a user has read.
 *
 * @param readSeq the read pointer
 * @param unread counted messages of others above it, at least 0
 */
public record ReadState(String conversation, long readSeq, long unread) {}
