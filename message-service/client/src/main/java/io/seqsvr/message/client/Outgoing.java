package io.seqsvr.message.client;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A message to send. Immutable; the body is copied in and out.
 *
 * @param clientMsgId the same for every attempt of this message: 1 to 64 bytes of UTF-8; empty to
 *     have one made
 * @param body 0 to 65 536 bytes
 * @param kind what it is for
 * @param stored whether it is kept; else only the devices that are connected now get it, once or
 *     not at all
 * @param counted whether it counts as unread
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out, compared by nobody
public record Outgoing(
    String clientMsgId, byte[] body, MessageKind kind, boolean stored, boolean counted) {
  public Outgoing {
    body = body.clone();
  }

  /** A chat message that is kept and counted, under an id of its own. */
  public static Outgoing text(String text) {
    return new Outgoing("", text.getBytes(UTF_8), MessageKind.CHAT, true, true);
  }

  /** The same message under a given id. */
  public Outgoing withClientMsgId(String id) {
    return new Outgoing(id, body, kind, stored, counted);
  }

  @Override
  public byte[] body() {
    return body.clone();
  }
}
