package io.seqsvr.message.client;

import io.seqsvr.message.client.internal.Calls;
import io.seqsvr.message.client.internal.Draft;
import io.seqsvr.message.client.internal.Message;
import io.seqsvr.message.client.internal.Outcome;
import io.seqsvr.message.client.internal.Page;
import io.seqsvr.message.client.internal.Position;
import io.seqsvr.message.client.internal.ReadPosition;
import io.seqsvr.message.client.internal.Receipt;

/** The client's own values and the application's. Stateless. */
final class Translation {
  private Translation() {}

  static Draft draft(Outgoing message) {
    return new Draft(
        message.clientMsgId(),
        message.body(),
        message.kind() == MessageKind.NOTIFICATION,
        message.stored(),
        message.counted());
  }

  static Outgoing outgoing(Draft draft) {
    return new Outgoing(
        draft.clientMsgId(),
        draft.body(),
        draft.notification() ? MessageKind.NOTIFICATION : MessageKind.CHAT,
        draft.stored(),
        draft.counted());
  }

  static Incoming incoming(Message message) {
    return new Incoming(
        message.conversation(),
        message.seq(),
        message.prevSeq(),
        message.countNo(),
        message.sender(),
        message.clientMsgId(),
        message.serverMsgId(),
        message.serverTimeMillis(),
        message.notification() ? MessageKind.NOTIFICATION : MessageKind.CHAT,
        message.counted(),
        message.body());
  }

  static SendReceipt receipt(Receipt receipt) {
    return new SendReceipt(
        receipt.seq(),
        receipt.prevSeq(),
        receipt.serverMsgId(),
        receipt.serverTimeMillis(),
        receipt.duplicate());
  }

  static SendOutcome outcome(Outcome outcome) {
    if (outcome instanceof Outcome.Accepted accepted) {
      return new SendOutcome.Accepted(receipt(accepted.receipt()));
    }
    if (outcome instanceof Outcome.Rejected rejected) {
      return new SendOutcome.Rejected(rejected.refusal());
    }
    return new SendOutcome.Unknown(((Outcome.Unknown) outcome).problem());
  }

  static ReadState readState(ReadPosition state) {
    return new ReadState(state.conversation(), state.readSeq(), state.unread());
  }

  static MessagePage page(Page page) {
    return new MessagePage(
        page.conversation(),
        page.epoch(),
        page.messages().stream().map(Translation::incoming).toList(),
        page.coveredTo(),
        page.hasMore(),
        page.head(),
        page.floor());
  }

  static ConversationInfo info(Calls.State state) {
    return new ConversationInfo(
        state.conversation(),
        state.epoch(),
        state.headSeq(),
        state.joinedSeq(),
        state.leftSeq(),
        state.readSeq(),
        state.unread());
  }

  static Cursor cursor(Position position) {
    return new Cursor(position.epoch(), position.seq());
  }

  static Position position(Cursor cursor) {
    return new Position(cursor.epoch(), cursor.seq());
  }
}
