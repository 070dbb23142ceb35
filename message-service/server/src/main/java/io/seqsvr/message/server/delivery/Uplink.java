package io.seqsvr.message.server.delivery;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.Body;
import io.seqsvr.message.server.core.MessageKind;
import java.util.List;

/** A frame from a device. Sizes and ranges have been checked; what failed says so. */
public sealed interface Uplink {
  /** Who is there. All but the last one of several have {@code more}. */
  record Hello(String user, String device, List<Cursor> cursors, boolean more, Begin begin)
      implements Uplink {
    public Hello {
      cursors = List.copyOf(cursors);
    }
  }

  /** A message to send. */
  record Send(
      long clientSeq,
      String conversation,
      String clientMsgId,
      MessageKind kind,
      boolean stored,
      boolean counted,
      Body body)
      implements Uplink {}

  /** A message that is out of range: it takes its number and is rejected. */
  record BadSend(long clientSeq, String conversation, String clientMsgId, SeqsvrException refusal)
      implements Uplink {}

  /** Everything up to a seq has been applied. */
  record Ack(String conversation, long seq) implements Uplink {}

  /**
   * Asks for a page.
   *
   * @param upToSeq {@link Long#MAX_VALUE} for the head
   */
  record Pull(long requestId, String conversation, long afterSeq, long upToSeq, int limit)
      implements Uplink {}

  /** A pull that is out of range. */
  record BadPull(long requestId, SeqsvrException refusal) implements Uplink {}

  /** Moves the read pointer. */
  record Read(String conversation, long readSeq) implements Uplink {}

  /** A read frame that is out of range. */
  record BadRead(SeqsvrException refusal) implements Uplink {}

  /** The device is there. */
  record Heartbeat() implements Uplink {}

  /** A frame that breaks the protocol: the connection ends. */
  record Broken(SeqsvrException refusal) implements Uplink {}
}
