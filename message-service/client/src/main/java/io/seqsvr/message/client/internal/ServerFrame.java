package io.seqsvr.message.client.internal;

import io.seqsvr.api.error.SeqsvrException;
import java.util.List;

/** What the service says on a connection. */
public sealed interface ServerFrame {
  /** The connection stands. */
  record Welcome(long heartbeatMillis) implements ServerFrame {}

  /** How a send ended; {@code Unknown} asks for another try. */
  record Answer(
      long clientSeq, String conversation, String clientMsgId, Outcome outcome, long waitNanos)
      implements ServerFrame {}

  /** Messages of one conversation, ascending. */
  record Push(String conversation, long epoch, List<Message> messages, boolean redelivery)
      implements ServerFrame {
    public Push {
      messages = List.copyOf(messages);
    }
  }

  /** The page of a pull. */
  record PageAnswer(long requestId, Page page) implements ServerFrame {}

  /** The refusal of a pull. */
  record PageRefusal(long requestId, SeqsvrException refusal) implements ServerFrame {}

  /** There is something new. */
  record Poke(Head head) implements ServerFrame {}

  /** How far the user has read. */
  record ReadAnswer(ReadPosition state) implements ServerFrame {}

  /** The refusal of a read frame. */
  record ReadRefusal(SeqsvrException refusal) implements ServerFrame {}

  /** A sign of life, with heads that have changed. */
  record Heartbeat(List<Head> heads) implements ServerFrame {
    public Heartbeat {
      heads = List.copyOf(heads);
    }
  }

  /** The cursor means nothing; messages above {@code fromSeq} follow. */
  record Reset(String conversation, long epoch, long fromSeq) implements ServerFrame {}

  /**
   * The last frame.
   *
   * @param last whether the client must not connect again
   */
  record GoAway(boolean last, String reason, long waitNanos) implements ServerFrame {}

  /** Something of a later version. */
  record Unreadable(String what) implements ServerFrame {}
}
