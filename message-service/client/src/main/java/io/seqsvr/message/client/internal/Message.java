package io.seqsvr.message.client.internal;

/**
 * A message as it came. The body belongs to the record and is changed by nobody.
 *
 * @param seq at least 1; 0 for one that is not kept
 * @param prevSeq seq of the message before it, 0 for the first one
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Message(
    String conversation,
    long seq,
    long prevSeq,
    long countNo,
    String sender,
    String clientMsgId,
    String serverMsgId,
    long serverTimeMillis,
    boolean notification,
    boolean counted,
    byte[] body) {
  int bytes() {
    return body.length;
  }
}
