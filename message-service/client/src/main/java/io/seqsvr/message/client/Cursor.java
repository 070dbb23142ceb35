package io.seqsvr.message.client;

/**
 * Where a device stands in a conversation.
 *
 * @param epoch identity of the log, 0 if not known
 * @param seq everything up to here has been shown, at least 0
 */
public record Cursor(long epoch, long seq) {}
