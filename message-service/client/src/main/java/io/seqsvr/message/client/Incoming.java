package io.seqsvr.message.client;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A message as it is shown. Immutable; the body is copied in and out.
 *
 * @param conversation its id
 * @param seq its place, at least 1; 0 for a message that is not kept
 * @param prevSeq seq of the message before it, 0 if it is the first one
 * @param countNo number of counted messages up to this one, itself included
 * @param sender who sent it; one's own messages come back too
 * @param clientMsgId the id that the sender gave it
 * @param serverMsgId the id that the service gave it; empty if it is not kept
 * @param serverTimeMillis when it was stored, since 1970
 * @param kind what it is for
 * @param counted whether it counts as unread
 * @param body its bytes
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out, compared by nobody
public record Incoming(
    String conversation,
    long seq,
    long prevSeq,
    long countNo,
    String sender,
    String clientMsgId,
    String serverMsgId,
    long serverTimeMillis,
    MessageKind kind,
    boolean counted,
    byte[] body) {
  public Incoming {
    body = body.clone();
  }

  @Override
  public byte[] body() {
    return body.clone();
  }

  /** The body as UTF-8. */
  public String text() {
    return new String(body, UTF_8);
  }
}
