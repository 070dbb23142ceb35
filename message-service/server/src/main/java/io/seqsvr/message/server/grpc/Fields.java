package io.seqsvr.message.server.grpc;

import com.google.protobuf.ByteString;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.api.MessageLimits;
import io.seqsvr.message.api.PairConversation;
import io.seqsvr.message.server.core.MessageKind;
import io.seqsvr.message.v1.Content;
import io.seqsvr.message.v1.Kind;
import io.seqsvr.message.v1.Range;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The one place that knows what a field may be. Every method returns what it checked, or throws
 * INVALID_ARGUMENT with field, limit and value. Sizes are bytes of UTF-8. Stateless.
 */
final class Fields {
  private static final int DEFAULT_CONVERSATIONS = 100;

  private Fields() {}

  static String conversation(String field, ByteString id) {
    return text(field, id, 1, MessageLimits.CONVERSATION_BYTES);
  }

  /** The id of a group: those of pairs are not for whoever calls. */
  static String group(String field, ByteString id) {
    String conversation = conversation(field, id);
    if (PairConversation.isReserved(conversation)) {
      throw SeqsvrException.invalidArgument(
          field, "an id that does not begin with " + PairConversation.PREFIX, conversation);
    }
    return conversation;
  }

  static String user(String field, ByteString id) {
    return text(field, id, 1, MessageLimits.USER_BYTES);
  }

  static String device(ByteString id) {
    return text("hello.device", id, 1, MessageLimits.DEVICE_BYTES);
  }

  /** Users without repeats, in their order. */
  static List<String> users(String field, List<ByteString> ids, int atLeast) {
    count(field, ids.size(), atLeast, MessageLimits.USERS_PER_CALL);
    Set<String> users = new LinkedHashSet<>();
    ids.forEach(id -> users.add(user(field, id)));
    return List.copyOf(users);
  }

  static List<String> conversations(List<ByteString> ids) {
    count("conversations", ids.size(), 1, MessageLimits.CONVERSATIONS_PER_CALL);
    List<String> conversations = new ArrayList<>();
    ids.forEach(id -> conversations.add(conversation("conversations", id)));
    return conversations;
  }

  /** Checks id, kind and body. */
  static Content content(Content content) {
    text(
        "content.client_msg_id",
        content.getClientMsgIdBytes(),
        1,
        MessageLimits.CLIENT_MSG_ID_BYTES);
    kind(content.getKind(), content.getKindValue());
    if (content.getBody().size() > MessageLimits.BODY_BYTES) {
      throw size("content.body", 0, MessageLimits.BODY_BYTES, content.getBody().size());
    }
    return content;
  }

  static MessageKind kind(Kind kind, int value) {
    return switch (kind) {
      case KIND_CHAT -> MessageKind.CHAT;
      case KIND_NOTIFICATION -> MessageKind.NOTIFICATION;
      case UNRECOGNIZED ->
          throw SeqsvrException.invalidArgument(
              "content.kind", "KIND_CHAT or KIND_NOTIFICATION", Integer.toString(value));
    };
  }

  static long seq(String field, long seq) {
    if (seq < 0) {
      throw SeqsvrException.invalidArgument(field, "at least 0", Long.toString(seq));
    }
    return seq;
  }

  static long afterSeq(Range range) {
    return seq("range.after_seq", range.getAfterSeq());
  }

  /** {@link Long#MAX_VALUE} for the head. */
  static long upToSeq(Range range) {
    long upToSeq = seq("range.up_to_seq", range.getUpToSeq());
    return upToSeq == 0 ? Long.MAX_VALUE : upToSeq;
  }

  static int limit(Range range) {
    return range.hasLimit()
        ? count("range.limit", range.getLimit(), 1, MessageLimits.PAGE_MESSAGES)
        : MessageLimits.DEFAULT_PAGE_MESSAGES;
  }

  static int pageSize(int pageSize) {
    count("page_size", pageSize, 0, MessageLimits.CONVERSATIONS_PER_CALL);
    return pageSize == 0 ? DEFAULT_CONVERSATIONS : pageSize;
  }

  /** Where a list goes on; empty for its begin. */
  static String after(ByteString id) {
    return text("after", id, 0, MessageLimits.CONVERSATION_BYTES);
  }

  static int count(String field, int count, int atLeast, int atMost) {
    if (count < atLeast || count > atMost) {
      throw SeqsvrException.invalidArgument(
          field, atLeast + ".." + atMost, Integer.toString(count));
    }
    return count;
  }

  private static String text(String field, ByteString bytes, int atLeast, int atMost) {
    if (bytes.size() < atLeast || bytes.size() > atMost) {
      throw size(field, atLeast, atMost, bytes.size());
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static SeqsvrException size(String field, int atLeast, int atMost, int size) {
    return SeqsvrException.invalidArgument(
        field, atLeast + ".." + atMost + " bytes", size + " bytes");
  }
}
