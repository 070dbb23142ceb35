package io.seqsvr.message.server.grpc;

import io.seqsvr.message.api.FrameErrors;
import io.seqsvr.message.server.core.SendResult;
import io.seqsvr.message.server.delivery.Downlink;
import io.seqsvr.message.v1.Error;
import io.seqsvr.message.v1.GoAway;
import io.seqsvr.message.v1.GoAwayCode;
import io.seqsvr.message.v1.PageFrame;
import io.seqsvr.message.v1.Poke;
import io.seqsvr.message.v1.Push;
import io.seqsvr.message.v1.ReadReply;
import io.seqsvr.message.v1.ReceiptFrame;
import io.seqsvr.message.v1.Reset;
import io.seqsvr.message.v1.ServerFrame;
import io.seqsvr.message.v1.ServerHeartbeat;
import io.seqsvr.message.v1.Welcome;

/** Frames to devices. Stateless. */
final class DownlinkFrames {
  private DownlinkFrames() {}

  static ServerFrame of(Downlink downlink) {
    ServerFrame.Builder frame = ServerFrame.newBuilder();
    if (downlink instanceof Downlink.Push push) {
      frame.setPush(push(push));
    } else if (downlink instanceof Downlink.PushTransient push) {
      frame.setPush(push(push));
    } else if (downlink instanceof Downlink.Answer answer) {
      frame.setReceipt(receipt(answer));
    } else if (downlink instanceof Downlink.PassedOn passedOn) {
      frame.setReceipt(
          ReceiptFrame.newBuilder()
              .setClientSeq(passedOn.clientSeq())
              .setConversation(passedOn.conversation())
              .setClientMsgId(passedOn.clientMsgId())
              .setAccepted(WireMessages.passedOn(passedOn.serverTimeMillis())));
    } else if (downlink instanceof Downlink.PageAnswer answer) {
      frame.setPage(
          PageFrame.newBuilder()
              .setRequestId(answer.requestId())
              .setPage(WireMessages.page(answer.page())));
    } else if (downlink instanceof Downlink.PageRefused refused) {
      frame.setPage(
          PageFrame.newBuilder()
              .setRequestId(refused.requestId())
              .setError(FrameErrors.toError(refused.refusal())));
    } else {
      rare(frame, downlink);
    }
    return frame.build();
  }

  private static void rare(ServerFrame.Builder frame, Downlink downlink) {
    if (downlink instanceof Downlink.Welcome welcome) {
      frame.setWelcome(
          Welcome.newBuilder()
              .setSessionEpoch(welcome.sessionEpoch())
              .setHeartbeatMillis(welcome.heartbeatMillis())
              .setWindowMessages(welcome.windowMessages())
              .setWindowBytes(welcome.windowBytes()));
    } else if (downlink instanceof Downlink.Poke poke) {
      frame.setPoke(poke(poke));
    } else if (downlink instanceof Downlink.ReadAnswer answer) {
      frame.setRead(ReadReply.newBuilder().setState(WireMessages.readState(answer.state())));
    } else if (downlink instanceof Downlink.ReadRefused refused) {
      frame.setRead(ReadReply.newBuilder().setError(FrameErrors.toError(refused.refusal())));
    } else if (downlink instanceof Downlink.Heartbeat heartbeat) {
      ServerHeartbeat.Builder result =
          ServerHeartbeat.newBuilder().setServerTimeMillis(heartbeat.serverTimeMillis());
      heartbeat.heads().forEach(head -> result.addHeads(poke(head)));
      frame.setHeartbeat(result);
    } else if (downlink instanceof Downlink.Reset reset) {
      frame.setReset(
          Reset.newBuilder()
              .setConversation(reset.conversation())
              .setEpoch(reset.epoch())
              .setFromSeq(reset.fromSeq())
              .setHead(reset.head()));
    } else if (downlink instanceof Downlink.GoAway goAway) {
      frame.setGoaway(goAway(goAway));
    } else {
      throw new IllegalStateException("a frame without a message: " + downlink);
    }
  }

  private static Push push(Downlink.Push push) {
    Push.Builder result =
        Push.newBuilder()
            .setConversation(push.conversation())
            .setEpoch(push.epoch())
            .setRedelivery(push.redelivery());
    push.messages().forEach(message -> result.addMessages(WireMessages.message(message)));
    return result.build();
  }

  private static Push push(Downlink.PushTransient push) {
    return Push.newBuilder()
        .setConversation(push.message().conversation())
        .setEpoch(push.epoch())
        .addMessages(WireMessages.message(push.message()))
        .build();
  }

  private static ReceiptFrame receipt(Downlink.Answer answer) {
    ReceiptFrame.Builder receipt =
        ReceiptFrame.newBuilder()
            .setClientSeq(answer.clientSeq())
            .setConversation(answer.conversation())
            .setClientMsgId(answer.clientMsgId());
    if (answer.result() instanceof SendResult.Accepted accepted) {
      receipt.setAccepted(WireMessages.receipt(accepted.receipt()));
    } else if (answer.result() instanceof SendResult.Rejected rejected) {
      receipt.setRejected(FrameErrors.toError(rejected.refusal()));
    } else if (answer.result() instanceof SendResult.Unknown unknown) {
      receipt.setUnknown(FrameErrors.toError(unknown.reason()));
    }
    return receipt.build();
  }

  private static Poke poke(Downlink.Poke poke) {
    return Poke.newBuilder()
        .setConversation(poke.conversation())
        .setEpoch(poke.epoch())
        .setHead(poke.head())
        .build();
  }

  private static GoAway goAway(Downlink.GoAway goAway) {
    return GoAway.newBuilder()
        .setCode(
            switch (goAway.reason()) {
              case UNAVAILABLE -> GoAwayCode.GO_AWAY_UNAVAILABLE;
              case REPLACED -> GoAwayCode.GO_AWAY_REPLACED;
              case INVALID -> GoAwayCode.GO_AWAY_INVALID;
              case SLOW -> GoAwayCode.GO_AWAY_SLOW;
            })
        .setError(
            goAway.refusal() == null
                ? Error.newBuilder().setMessage(goAway.sentence()).build()
                : FrameErrors.toError(goAway.refusal()))
        .setReconnectAfterMillis(goAway.reconnectAfterMillis())
        .build();
  }
}
