package io.seqsvr.message.server.grpc;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.api.MessageLimits;
import io.seqsvr.message.server.core.Body;
import io.seqsvr.message.server.delivery.Begin;
import io.seqsvr.message.server.delivery.Cursor;
import io.seqsvr.message.server.delivery.Uplink;
import io.seqsvr.message.v1.Ack;
import io.seqsvr.message.v1.ClientFrame;
import io.seqsvr.message.v1.Content;
import io.seqsvr.message.v1.Hello;
import io.seqsvr.message.v1.PullFrame;
import io.seqsvr.message.v1.ReadFrame;
import io.seqsvr.message.v1.SendFrame;
import java.util.ArrayList;
import java.util.List;

/**
 * Frames from devices, checked. A send, pull or read that is out of range is answered; any other
 * frame that is ends the connection. Stateless.
 */
final class UplinkFrames {
  private UplinkFrames() {}

  static Uplink of(ClientFrame frame) {
    try {
      return switch (frame.getFrameCase()) {
        case HELLO -> hello(frame.getHello());
        case SEND -> send(frame.getSend());
        case ACK -> ack(frame.getAck());
        case PULL -> pull(frame.getPull());
        case READ -> read(frame.getRead());
        case HEARTBEAT -> new Uplink.Heartbeat();
        case FRAME_NOT_SET ->
            throw SeqsvrException.invalidArgument("frame", "one that is known", "none");
      };
    } catch (SeqsvrException e) {
      return new Uplink.Broken(e);
    }
  }

  private static Uplink hello(Hello hello) {
    Fields.count("hello.cursors", hello.getCursorsCount(), 0, MessageLimits.CURSORS_PER_HELLO);
    List<Cursor> cursors = new ArrayList<>();
    for (io.seqsvr.message.v1.Cursor cursor : hello.getCursorsList()) {
      cursors.add(
          new Cursor(
              Fields.conversation("hello.cursors.conversation", cursor.getConversationBytes()),
              cursor.getEpoch(),
              Fields.seq("hello.cursors.seq", cursor.getSeq())));
    }
    Begin begin =
        switch (hello.getBegin()) {
          case BEGIN_FIRST_VISIBLE -> Begin.FIRST_VISIBLE;
          case BEGIN_NEXT -> Begin.NEXT;
          case UNRECOGNIZED ->
              throw SeqsvrException.invalidArgument(
                  "hello.begin",
                  "BEGIN_FIRST_VISIBLE or BEGIN_NEXT",
                  Integer.toString(hello.getBeginValue()));
        };
    return new Uplink.Hello(
        Fields.user("hello.user", hello.getUserBytes()),
        Fields.device(hello.getDeviceBytes()),
        cursors,
        hello.getMore(),
        begin);
  }

  private static Uplink send(SendFrame send) {
    Content content = send.getContent();
    try {
      Fields.content(content);
      return new Uplink.Send(
          send.getClientSeq(),
          Fields.conversation("conversation", send.getConversationBytes()),
          content.getClientMsgId(),
          Fields.kind(content.getKind(), content.getKindValue()),
          !content.hasStored() || content.getStored(),
          !content.hasCounted() || content.getCounted(),
          Body.of(content.getBody().toByteArray()));
    } catch (SeqsvrException e) {
      return new Uplink.BadSend(
          send.getClientSeq(), send.getConversation(), content.getClientMsgId(), e);
    }
  }

  private static Uplink ack(Ack ack) {
    return new Uplink.Ack(
        Fields.conversation("ack.conversation", ack.getConversationBytes()),
        Fields.seq("ack.seq", ack.getSeq()));
  }

  private static Uplink pull(PullFrame pull) {
    try {
      return new Uplink.Pull(
          pull.getRequestId(),
          Fields.conversation("conversation", pull.getConversationBytes()),
          Fields.afterSeq(pull.getRange()),
          Fields.upToSeq(pull.getRange()),
          Fields.limit(pull.getRange()));
    } catch (SeqsvrException e) {
      return new Uplink.BadPull(pull.getRequestId(), e);
    }
  }

  private static Uplink read(ReadFrame read) {
    try {
      return new Uplink.Read(
          Fields.conversation("conversation", read.getConversationBytes()),
          Fields.seq("read_seq", read.getReadSeq()));
    } catch (SeqsvrException e) {
      return new Uplink.BadRead(e);
    }
  }
}
