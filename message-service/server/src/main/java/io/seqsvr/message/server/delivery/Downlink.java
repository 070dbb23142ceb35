package io.seqsvr.message.server.delivery;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.LogPage;
import io.seqsvr.message.server.core.ReadState;
import io.seqsvr.message.server.core.SendResult;
import io.seqsvr.message.server.core.StoredMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A frame to a device. */
public sealed interface Downlink {
  /** The connection stands. */
  record Welcome(long sessionEpoch, long heartbeatMillis, int windowMessages, long windowBytes)
      implements Downlink {}

  /** How a send ended. */
  record Answer(long clientSeq, String conversation, String clientMsgId, SendResult result)
      implements Downlink {}

  /** A message that is not kept was passed on. */
  record PassedOn(long clientSeq, String conversation, String clientMsgId, long serverTimeMillis)
      implements Downlink {}

  /** Messages of one conversation, ascending. */
  record Push(String conversation, long epoch, List<StoredMessage> messages, boolean redelivery)
      implements Downlink {
    public Push {
      messages = List.copyOf(messages);
    }
  }

  /** A message that is not kept. */
  record PushTransient(long epoch, TransientMessage message) implements Downlink {}

  /** What a pull asked for. */
  record PageAnswer(long requestId, LogPage page) implements Downlink {}

  /** A pull that was refused. */
  record PageRefused(long requestId, SeqsvrException refusal) implements Downlink {}

  /** There is something new that is not sent. */
  record Poke(String conversation, long epoch, long head) implements Downlink {}

  /** How far the user has read. */
  record ReadAnswer(ReadState state) implements Downlink {}

  /** A read frame that was refused. */
  record ReadRefused(SeqsvrException refusal) implements Downlink {}

  /** The service is there, and these heads have changed. */
  record Heartbeat(long serverTimeMillis, List<Poke> heads) implements Downlink {
    public Heartbeat {
      heads = List.copyOf(heads);
    }
  }

  /** The device's cursor means nothing; messages above {@code fromSeq} follow. */
  record Reset(String conversation, long epoch, long fromSeq, long head) implements Downlink {}

  /**
   * The last frame.
   *
   * @param refusal what was wrong, null if nothing was
   */
  record GoAway(
      Reason reason, String sentence, @Nullable SeqsvrException refusal, long reconnectAfterMillis)
      implements Downlink {
    /** Why the connection ends. */
    public enum Reason {
      /** The service stops, or cannot serve the device now. */
      UNAVAILABLE,

      /** The same device has connected anew. */
      REPLACED,

      /** The device broke the protocol. */
      INVALID,

      /** The device takes no frames. */
      SLOW
    }
  }
}
