package io.seqsvr.message.server.core;

/**
 * A message that somebody wants to be stored. Ids and sizes have been checked before. {@link
 * #toString} leaves the body out.
 *
 * @param key what makes two drafts the same send
 * @param kind what the message is for
 * @param counted whether it counts as unread
 * @param body what it says
 */
public record Draft(SendKey key, MessageKind kind, boolean counted, Body body) {
  /** The conversation that it is for. */
  public String conversation() {
    return key.conversation();
  }

  /** What another send under the same key must have as well to be the same message. */
  public PayloadHash payloadHash() {
    return PayloadHash.of(kind, counted, body);
  }
}
