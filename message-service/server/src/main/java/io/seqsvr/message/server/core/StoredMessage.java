package io.seqsvr.message.server.core;

import java.util.UUID;

/**
 * A message as it stands in the log. Never changes.
 *
 * @param key who sent it where, and under which id
 * @param seq its place, at least 1
 * @param prevSeq seq of the message before it in the conversation, 0 for the first one
 * @param countNo number of counted messages up to this one, itself included
 * @param serverMsgId a UUID of version 7
 * @param kind what it is for
 * @param counted whether it counts as unread
 * @param body what it says
 * @param createdAtMillis when it was stored, since 1970
 */
public record StoredMessage(
    SendKey key,
    long seq,
    long prevSeq,
    long countNo,
    UUID serverMsgId,
    MessageKind kind,
    boolean counted,
    Body body,
    long createdAtMillis) {

  /** Checks what every row obeys. */
  public StoredMessage {
    if (prevSeq < 0 || prevSeq >= seq) {
      throw new IllegalArgumentException("prev_seq must be in 0.." + (seq - 1) + ": " + prevSeq);
    }
  }

  /** The conversation that it is in. */
  public String conversation() {
    return key.conversation();
  }

  /** What its sender is told. */
  public Receipt receipt(boolean duplicate) {
    return new Receipt(seq, prevSeq, serverMsgId, createdAtMillis, duplicate);
  }
}
