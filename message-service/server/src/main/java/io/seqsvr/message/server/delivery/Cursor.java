package io.seqsvr.message.server.delivery;

/**
 * Where a device stands in a conversation.
 *
 * @param epoch of the log that the seq is of, 0 if not known
 * @param seq everything up to here has been applied, at least 0
 */
public record Cursor(String conversation, long epoch, long seq) {}
