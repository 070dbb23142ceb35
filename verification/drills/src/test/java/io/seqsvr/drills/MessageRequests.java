package io.seqsvr.drills;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.seqsvr.message.v1.Content;
import io.seqsvr.message.v1.CreateConversationRequest;
import io.seqsvr.message.v1.Group;
import io.seqsvr.message.v1.PullRequest;
import io.seqsvr.message.v1.Range;
import io.seqsvr.message.v1.SendRequest;
import java.util.List;

/** Requests as any client in any language would make them. Stateless. */
final class MessageRequests {
  private static final int WHOLE_PAGE = 1_000;

  private MessageRequests() {}

  static CreateConversationRequest group(String conversation, String... members) {
    return CreateConversationRequest.newBuilder()
        .setGroup(Group.newBuilder().setConversation(conversation).addAllMembers(List.of(members)))
        .build();
  }

  /** A message whose body is its id. */
  static SendRequest send(String conversation, String sender, String clientMsgId) {
    return send(conversation, sender, clientMsgId, clientMsgId.getBytes(UTF_8));
  }

  static SendRequest send(String conversation, String sender, String clientMsgId, byte[] body) {
    return SendRequest.newBuilder()
        .setConversation(conversation)
        .setSender(sender)
        .setContent(
            Content.newBuilder().setClientMsgId(clientMsgId).setBody(ByteString.copyFrom(body)))
        .build();
  }

  static PullRequest pull(String user, String conversation, long afterSeq) {
    return PullRequest.newBuilder()
        .setUser(user)
        .setConversation(conversation)
        .setRange(Range.newBuilder().setAfterSeq(afterSeq).setLimit(WHOLE_PAGE))
        .build();
  }
}
