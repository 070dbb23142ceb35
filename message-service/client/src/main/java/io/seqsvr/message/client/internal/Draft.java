package io.seqsvr.message.client.internal;

/** A message to send. The body belongs to the record and is changed by nobody. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Draft(
    String clientMsgId, byte[] body, boolean notification, boolean stored, boolean counted) {}
