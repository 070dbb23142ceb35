package io.seqsvr.message.client;

/**
 * Where a stored message stands.
 *
 * @param seq at least 1; 0 for a message that is not kept
 * @param prevSeq seq of the message before it, 0 if it is the first one
 * @param serverMsgId empty if it is not kept
 * @param serverTimeMillis when it was stored, since 1970
 * @param duplicate whether an earlier attempt had stored it
 */
public record SendReceipt(
    long seq, long prevSeq, String serverMsgId, long serverTimeMillis, boolean duplicate) {}
