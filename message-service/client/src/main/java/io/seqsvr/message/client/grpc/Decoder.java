package io.seqsvr.message.client.grpc;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.api.FrameErrors;
import io.seqsvr.message.client.internal.Head;
import io.seqsvr.message.client.internal.Message;
import io.seqsvr.message.client.internal.Outcome;
import io.seqsvr.message.client.internal.Page;
import io.seqsvr.message.client.internal.ReadPosition;
import io.seqsvr.message.client.internal.Receipt;
import io.seqsvr.message.client.internal.ServerFrame;
import io.seqsvr.message.v1.Content;
import io.seqsvr.message.v1.Error;
import io.seqsvr.message.v1.GoAway;
import io.seqsvr.message.v1.GoAwayCode;
import io.seqsvr.message.v1.Kind;
import io.seqsvr.message.v1.PageFrame;
import io.seqsvr.message.v1.Poke;
import io.seqsvr.message.v1.Push;
import io.seqsvr.message.v1.ReadReply;
import io.seqsvr.message.v1.ReadState;
import io.seqsvr.message.v1.ReceiptFrame;
import java.time.Duration;
import java.util.List;

/** What the service says, in the client's own values. Stateless. */
final class Decoder {
  private Decoder() {}

  static ServerFrame frame(io.seqsvr.message.v1.ServerFrame frame) {
    return switch (frame.getFrameCase()) {
      case WELCOME -> new ServerFrame.Welcome(frame.getWelcome().getHeartbeatMillis());
      case RECEIPT -> answer(frame.getReceipt());
      case PUSH -> push(frame.getPush());
      case PAGE -> page(frame.getPage());
      case POKE -> new ServerFrame.Poke(head(frame.getPoke()));
      case READ -> read(frame.getRead());
      case HEARTBEAT ->
          new ServerFrame.Heartbeat(
              frame.getHeartbeat().getHeadsList().stream().map(Decoder::head).toList());
      case RESET ->
          new ServerFrame.Reset(
              frame.getReset().getConversation(),
              frame.getReset().getEpoch(),
              Math.max(0, frame.getReset().getFromSeq()));
      case GOAWAY -> goAway(frame.getGoaway());
      case FRAME_NOT_SET -> new ServerFrame.Unreadable("a frame of a later version");
    };
  }

  static Receipt receipt(io.seqsvr.message.v1.Receipt receipt) {
    return new Receipt(
        receipt.getSeq(),
        receipt.getPrevSeq(),
        receipt.getServerMsgId(),
        receipt.getServerTimeMillis(),
        receipt.getDuplicate());
  }

  static Page page(io.seqsvr.message.v1.Page page) {
    return new Page(
        page.getConversation(),
        page.getEpoch(),
        messages(page.getMessagesList()),
        page.getCoveredTo(),
        page.getHasMore(),
        page.getHead(),
        page.getFloor());
  }

  static ReadPosition state(ReadState state) {
    return new ReadPosition(state.getConversation(), state.getReadSeq(), state.getUnread());
  }

  private static ServerFrame answer(ReceiptFrame receipt) {
    return switch (receipt.getOutcomeCase()) {
      case ACCEPTED -> answer(receipt, new Outcome.Accepted(receipt(receipt.getAccepted())), 0);
      case REJECTED ->
          FrameErrors.fromError(receipt.getRejected())
              .map(
                  refusal ->
                      answer(
                          receipt, new Outcome.Rejected(refusal), waitNanos(receipt.getRejected())))
              .orElseGet(() -> unreadable(receipt.getRejected().getReason()));
      case UNKNOWN ->
          answer(
              receipt,
              new Outcome.Unknown(receipt.getUnknown().getMessage()),
              waitNanos(receipt.getUnknown()));
      case OUTCOME_NOT_SET -> unreadable("a receipt without an outcome");
    };
  }

  private static ServerFrame answer(ReceiptFrame receipt, Outcome outcome, long waitNanos) {
    return new ServerFrame.Answer(
        receipt.getClientSeq(),
        receipt.getConversation(),
        receipt.getClientMsgId(),
        outcome,
        waitNanos);
  }

  private static ServerFrame push(Push push) {
    return new ServerFrame.Push(
        push.getConversation(),
        push.getEpoch(),
        messages(push.getMessagesList()),
        push.getRedelivery());
  }

  private static ServerFrame page(PageFrame page) {
    return switch (page.getOutcomeCase()) {
      case PAGE -> new ServerFrame.PageAnswer(page.getRequestId(), page(page.getPage()));
      case ERROR -> new ServerFrame.PageRefusal(page.getRequestId(), refusal(page.getError()));
      case OUTCOME_NOT_SET -> unreadable("a page frame without an outcome");
    };
  }

  private static ServerFrame read(ReadReply read) {
    return switch (read.getOutcomeCase()) {
      case STATE -> new ServerFrame.ReadAnswer(state(read.getState()));
      case ERROR -> new ServerFrame.ReadRefusal(refusal(read.getError()));
      case OUTCOME_NOT_SET -> unreadable("a read reply without an outcome");
    };
  }

  private static ServerFrame goAway(GoAway goAway) {
    boolean last =
        goAway.getCode() == GoAwayCode.GO_AWAY_REPLACED
            || goAway.getCode() == GoAwayCode.GO_AWAY_INVALID;
    return new ServerFrame.GoAway(
        last,
        goAway.getCode() + ": " + goAway.getError().getMessage(),
        Failures.nanos(Duration.ofMillis(goAway.getReconnectAfterMillis())));
  }

  private static Head head(Poke poke) {
    return new Head(poke.getConversation(), poke.getEpoch(), poke.getHead());
  }

  private static List<Message> messages(List<io.seqsvr.message.v1.Message> messages) {
    return messages.stream().map(Decoder::message).toList();
  }

  private static Message message(io.seqsvr.message.v1.Message message) {
    Content content = message.getContent();
    return new Message(
        message.getConversation(),
        message.getSeq(),
        message.getPrevSeq(),
        message.getCountNo(),
        message.getSender(),
        content.getClientMsgId(),
        message.getServerMsgId(),
        message.getServerTimeMillis(),
        content.getKind() == Kind.KIND_NOTIFICATION,
        message.getSeq() > 0 && (!content.hasCounted() || content.getCounted()),
        content.getBody().toByteArray());
  }

  /** A reason of a later version is taken for one that may pass. */
  private static SeqsvrException refusal(Error error) {
    return FrameErrors.fromError(error)
        .orElseGet(
            () ->
                SeqsvrException.of(
                    ErrorReason.STORE_UNAVAILABLE, error.getReason() + ": " + error.getMessage()));
  }

  private static long waitNanos(Error error) {
    return Failures.nanos(Duration.ofMillis(error.getRetryAfterMillis()));
  }

  private static ServerFrame unreadable(String what) {
    return new ServerFrame.Unreadable(what);
  }
}
