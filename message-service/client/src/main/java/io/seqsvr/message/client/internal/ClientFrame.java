package io.seqsvr.message.client.internal;

import java.util.List;
import java.util.Map;

/** What a device says on its connection. */
public sealed interface ClientFrame {
  /** Who is there, and where it stands; the last one has {@code more} false. */
  record Hello(String user, String device, List<Map.Entry<String, Position>> cursors, boolean more)
      implements ClientFrame {
    public Hello {
      cursors = List.copyOf(cursors);
    }
  }

  /** A message, numbered on this connection. */
  record Send(long clientSeq, String conversation, Draft draft) implements ClientFrame {}

  /** Everything up to the seq was shown. */
  record Ack(String conversation, long seq) implements ClientFrame {}

  /**
   * Asks for what lies above {@code afterSeq}, up to {@code upToSeq} or, if that is 0, the head.
   */
  record Pull(long requestId, String conversation, long afterSeq, long upToSeq, int limit)
      implements ClientFrame {}

  /** Moves the read pointer. */
  record Read(String conversation, long readSeq) implements ClientFrame {}

  /** Nothing but a sign of life. */
  record Heartbeat() implements ClientFrame {}
}
