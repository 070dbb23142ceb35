package io.seqsvr.message.client.internal;

/** Where a message stands; the seq is 0 if it is not kept. */
public record Receipt(
    long seq, long prevSeq, String serverMsgId, long serverTimeMillis, boolean duplicate) {}
