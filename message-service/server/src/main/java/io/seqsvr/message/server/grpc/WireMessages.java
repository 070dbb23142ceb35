package io.seqsvr.message.server.grpc;

import com.google.protobuf.ByteString;
import io.seqsvr.message.server.core.Body;
import io.seqsvr.message.server.core.LogPage;
import io.seqsvr.message.server.core.MessageKind;
import io.seqsvr.message.server.core.StoredMessage;
import io.seqsvr.message.server.core.Visibility;
import io.seqsvr.message.server.delivery.TransientMessage;
import io.seqsvr.message.v1.Content;
import io.seqsvr.message.v1.ConversationState;
import io.seqsvr.message.v1.Kind;
import io.seqsvr.message.v1.Message;
import io.seqsvr.message.v1.Page;
import io.seqsvr.message.v1.ReadState;
import io.seqsvr.message.v1.Receipt;

/** What the core knows, as messages of the protocol. Stateless. */
final class WireMessages {
  private WireMessages() {}

  static Message message(StoredMessage stored) {
    return Message.newBuilder()
        .setConversation(stored.conversation())
        .setSeq(stored.seq())
        .setPrevSeq(stored.prevSeq())
        .setCountNo(stored.countNo())
        .setSender(stored.key().sender())
        .setServerMsgId(stored.serverMsgId().toString())
        .setServerTimeMillis(stored.createdAtMillis())
        .setContent(
            content(stored.key().clientMsgId(), stored.kind(), stored.body())
                .setStored(true)
                .setCounted(stored.counted()))
        .build();
  }

  static Message message(TransientMessage passing) {
    return Message.newBuilder()
        .setConversation(passing.conversation())
        .setSender(passing.draft().key().sender())
        .setServerTimeMillis(passing.sentAtMillis())
        .setContent(
            content(
                    passing.draft().key().clientMsgId(),
                    passing.draft().kind(),
                    passing.draft().body())
                .setStored(false)
                .setCounted(false))
        .build();
  }

  private static Content.Builder content(String clientMsgId, MessageKind kind, Body body) {
    return Content.newBuilder()
        .setClientMsgId(clientMsgId)
        .setKind(
            switch (kind) {
              case CHAT -> Kind.KIND_CHAT;
              case NOTIFICATION -> Kind.KIND_NOTIFICATION;
            })
        .setBody(ByteString.copyFrom(body.toBytes()));
  }

  static Receipt receipt(io.seqsvr.message.server.core.Receipt receipt) {
    return Receipt.newBuilder()
        .setSeq(receipt.seq())
        .setPrevSeq(receipt.prevSeq())
        .setServerMsgId(receipt.serverMsgId().toString())
        .setServerTimeMillis(receipt.serverTimeMillis())
        .setDuplicate(receipt.duplicate())
        .build();
  }

  /** The receipt of a message that is not kept. */
  static Receipt passedOn(long serverTimeMillis) {
    return Receipt.newBuilder().setServerTimeMillis(serverTimeMillis).build();
  }

  static Page page(LogPage page) {
    Page.Builder result =
        Page.newBuilder()
            .setConversation(page.visibility().conversation())
            .setEpoch(page.visibility().epoch())
            .setCoveredTo(page.coveredTo())
            .setHasMore(page.hasMore())
            .setHead(page.visibility().visibleHead())
            .setFloor(page.visibility().floorSeq());
    page.messages().forEach(message -> result.addMessages(message(message)));
    return result.build();
  }

  static ReadState readState(io.seqsvr.message.server.core.ReadState state) {
    return ReadState.newBuilder()
        .setConversation(state.conversation())
        .setReadSeq(state.readSeq())
        .setUnread(state.unread())
        .build();
  }

  static ConversationState conversation(io.seqsvr.message.server.core.ConversationState state) {
    Visibility visibility = state.visibility();
    ConversationState.Builder result =
        ConversationState.newBuilder()
            .setConversation(visibility.conversation())
            .setEpoch(visibility.epoch())
            .setHeadSeq(visibility.headSeq())
            .setJoinedSeq(visibility.joinedSeq())
            .setReadSeq(state.read().readSeq())
            .setUnread(state.read().unread());
    if (!visibility.isMember()) {
      result.setLeftSeq(visibility.leftSeq());
    }
    return result.build();
  }
}
