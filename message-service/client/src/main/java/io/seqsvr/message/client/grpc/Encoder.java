package io.seqsvr.message.client.grpc;

import com.google.protobuf.UnsafeByteOperations;
import io.seqsvr.message.client.internal.Draft;
import io.seqsvr.message.client.internal.Position;
import io.seqsvr.message.v1.Ack;
import io.seqsvr.message.v1.ClientFrame;
import io.seqsvr.message.v1.ClientHeartbeat;
import io.seqsvr.message.v1.Content;
import io.seqsvr.message.v1.Cursor;
import io.seqsvr.message.v1.Hello;
import io.seqsvr.message.v1.Kind;
import io.seqsvr.message.v1.PullFrame;
import io.seqsvr.message.v1.Range;
import io.seqsvr.message.v1.ReadFrame;
import io.seqsvr.message.v1.SendFrame;
import java.util.Map;

/** What the client says, as messages of the protocol. Stateless. */
final class Encoder {
  private Encoder() {}

  static ClientFrame frame(io.seqsvr.message.client.internal.ClientFrame frame) {
    ClientFrame.Builder wire = ClientFrame.newBuilder();
    if (frame instanceof io.seqsvr.message.client.internal.ClientFrame.Hello hello) {
      wire.setHello(hello(hello));
    } else if (frame instanceof io.seqsvr.message.client.internal.ClientFrame.Send send) {
      wire.setSend(
          SendFrame.newBuilder()
              .setClientSeq(send.clientSeq())
              .setConversation(send.conversation())
              .setContent(content(send.draft())));
    } else if (frame instanceof io.seqsvr.message.client.internal.ClientFrame.Ack ack) {
      wire.setAck(Ack.newBuilder().setConversation(ack.conversation()).setSeq(ack.seq()));
    } else if (frame instanceof io.seqsvr.message.client.internal.ClientFrame.Pull pull) {
      wire.setPull(
          PullFrame.newBuilder()
              .setRequestId(pull.requestId())
              .setConversation(pull.conversation())
              .setRange(range(pull.afterSeq(), pull.upToSeq(), pull.limit())));
    } else if (frame instanceof io.seqsvr.message.client.internal.ClientFrame.Read read) {
      wire.setRead(
          ReadFrame.newBuilder().setConversation(read.conversation()).setReadSeq(read.readSeq()));
    } else {
      wire.setHeartbeat(ClientHeartbeat.getDefaultInstance());
    }
    return wire.build();
  }

  static Range range(long afterSeq, long upToSeq, int limit) {
    return Range.newBuilder().setAfterSeq(afterSeq).setUpToSeq(upToSeq).setLimit(limit).build();
  }

  /** The body is not copied: nobody changes the array of a draft. */
  static Content content(Draft draft) {
    return Content.newBuilder()
        .setClientMsgId(draft.clientMsgId())
        .setBody(UnsafeByteOperations.unsafeWrap(draft.body()))
        .setKind(draft.notification() ? Kind.KIND_NOTIFICATION : Kind.KIND_CHAT)
        .setStored(draft.stored())
        .setCounted(draft.counted())
        .build();
  }

  private static Hello hello(io.seqsvr.message.client.internal.ClientFrame.Hello hello) {
    Hello.Builder wire =
        Hello.newBuilder().setUser(hello.user()).setDevice(hello.device()).setMore(hello.more());
    for (Map.Entry<String, Position> cursor : hello.cursors()) {
      wire.addCursors(
          Cursor.newBuilder()
              .setConversation(cursor.getKey())
              .setEpoch(cursor.getValue().epoch())
              .setSeq(cursor.getValue().seq()));
    }
    return wire.build();
  }
}
