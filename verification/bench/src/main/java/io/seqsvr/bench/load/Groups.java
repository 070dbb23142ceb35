package io.seqsvr.bench.load;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.seqsvr.bench.BenchFailedException;
import io.seqsvr.message.v1.CreateConversationReply;
import io.seqsvr.message.v1.CreateConversationRequest;
import io.seqsvr.message.v1.Group;
import io.seqsvr.message.v1.MessageServiceGrpc;
import io.seqsvr.message.v1.MessageServiceGrpc.MessageServiceFutureStub;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Makes groups, some at a time. Stateless. */
public final class Groups {
  private static final int AT_A_TIME = 50;
  private static final long TIMEOUT_SECONDS = 30;

  private Groups() {}

  /** Makes one group for each conversation; returns when all are there. */
  public static void create(
      Channel channel, Conversations conversations, IntFunction<List<String>> members)
      throws BenchFailedException, InterruptedException {
    MessageServiceFutureStub stub = MessageServiceGrpc.newFutureStub(channel);
    for (int from = 0; from < conversations.count(); from += AT_A_TIME) {
      List<ListenableFuture<CreateConversationReply>> replies = new ArrayList<>();
      for (int i = from; i < Math.min(conversations.count(), from + AT_A_TIME); i++) {
        Group group =
            Group.newBuilder()
                .setConversation(conversations.id(i))
                .addAllMembers(members.apply(i))
                .build();
        replies.add(
            stub.withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .createConversation(
                    CreateConversationRequest.newBuilder().setGroup(group).build()));
      }
      for (ListenableFuture<CreateConversationReply> reply : replies) {
        await(reply);
      }
    }
  }

  private static void await(ListenableFuture<CreateConversationReply> reply)
      throws BenchFailedException, InterruptedException {
    try {
      if (!reply.get().getCreated()) {
        throw new BenchFailedException("was there before: " + reply.get().getConversation());
      }
    } catch (ExecutionException | StatusRuntimeException e) {
      throw new BenchFailedException("a group was not made: " + e.getMessage(), e);
    }
  }
}
