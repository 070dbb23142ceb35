package io.seqsvr.message.client.grpc;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.seqsvr.message.client.internal.Attempt;
import io.seqsvr.message.client.internal.Calls;
import io.seqsvr.message.client.internal.Draft;
import io.seqsvr.message.client.internal.Page;
import io.seqsvr.message.client.internal.ReadPosition;
import io.seqsvr.message.client.internal.Receipt;
import io.seqsvr.message.v1.AddMembersRequest;
import io.seqsvr.message.v1.ConversationState;
import io.seqsvr.message.v1.CreateConversationReply;
import io.seqsvr.message.v1.CreateConversationRequest;
import io.seqsvr.message.v1.Group;
import io.seqsvr.message.v1.ListConversationsReply;
import io.seqsvr.message.v1.ListConversationsRequest;
import io.seqsvr.message.v1.MarkReadRequest;
import io.seqsvr.message.v1.MessageServiceGrpc;
import io.seqsvr.message.v1.Pair;
import io.seqsvr.message.v1.PullRequest;
import io.seqsvr.message.v1.RemoveMembersRequest;
import io.seqsvr.message.v1.SendRequest;
import io.seqsvr.message.v1.UnreadRequest;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The unary calls over one channel. Thread-safe. */
public final class GrpcCalls implements Calls {
  private static final int LIST_PAGE = 1_000;

  private final ManagedChannel channel;

  public GrpcCalls(ManagedChannel channel) {
    this.channel = channel;
  }

  @Override
  public Attempt<Boolean> createGroup(
      String conversation, List<String> members, long timeoutNanos) {
    Group group = Group.newBuilder().setConversation(conversation).addAllMembers(members).build();
    return call(
        MessageServiceGrpc.getCreateConversationMethod(),
        CreateConversationRequest.newBuilder().setGroup(group).build(),
        timeoutNanos,
        CreateConversationReply::getCreated);
  }

  @Override
  public Attempt<String> createPair(String userA, String userB, long timeoutNanos) {
    return call(
        MessageServiceGrpc.getCreateConversationMethod(),
        CreateConversationRequest.newBuilder()
            .setPair(Pair.newBuilder().setUserA(userA).setUserB(userB))
            .build(),
        timeoutNanos,
        CreateConversationReply::getConversation);
  }

  @Override
  public Attempt<Integer> addMembers(String conversation, List<String> users, long timeoutNanos) {
    return call(
        MessageServiceGrpc.getAddMembersMethod(),
        AddMembersRequest.newBuilder().setConversation(conversation).addAllUsers(users).build(),
        timeoutNanos,
        reply -> reply.getAdded());
  }

  @Override
  public Attempt<Integer> removeMembers(
      String conversation, List<String> users, long timeoutNanos) {
    return call(
        MessageServiceGrpc.getRemoveMembersMethod(),
        RemoveMembersRequest.newBuilder().setConversation(conversation).addAllUsers(users).build(),
        timeoutNanos,
        reply -> reply.getRemoved());
  }

  @Override
  public Attempt<States> list(String user, String after, long timeoutNanos) {
    return call(
        MessageServiceGrpc.getListConversationsMethod(),
        ListConversationsRequest.newBuilder()
            .setUser(user)
            .setAfter(after)
            .setPageSize(LIST_PAGE)
            .build(),
        timeoutNanos,
        GrpcCalls::states);
  }

  @Override
  public Attempt<Receipt> send(String conversation, String sender, Draft draft, long timeoutNanos) {
    return call(
        MessageServiceGrpc.getSendMethod(),
        SendRequest.newBuilder()
            .setConversation(conversation)
            .setSender(sender)
            .setContent(Encoder.content(draft))
            .build(),
        timeoutNanos,
        reply -> Decoder.receipt(reply.getReceipt()));
  }

  @Override
  public Attempt<Page> pull(
      String user, String conversation, long afterSeq, long upToSeq, int limit, long timeoutNanos) {
    return call(
        MessageServiceGrpc.getPullMethod(),
        PullRequest.newBuilder()
            .setUser(user)
            .setConversation(conversation)
            .setRange(Encoder.range(afterSeq, upToSeq, limit))
            .build(),
        timeoutNanos,
        reply -> Decoder.page(reply.getPage()));
  }

  @Override
  public Attempt<ReadPosition> markRead(
      String user, String conversation, long readSeq, long timeoutNanos) {
    return call(
        MessageServiceGrpc.getMarkReadMethod(),
        MarkReadRequest.newBuilder()
            .setUser(user)
            .setConversation(conversation)
            .setReadSeq(readSeq)
            .build(),
        timeoutNanos,
        reply -> Decoder.state(reply.getState()));
  }

  @Override
  public Attempt<List<ReadPosition>> unread(
      String user, List<String> conversations, long timeoutNanos) {
    return call(
        MessageServiceGrpc.getUnreadMethod(),
        UnreadRequest.newBuilder().setUser(user).addAllConversations(conversations).build(),
        timeoutNanos,
        reply -> reply.getStatesList().stream().map(Decoder::state).toList());
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private <Q, R, V> Attempt<V> call(
      MethodDescriptor<Q, R> method, Q request, long timeoutNanos, Function<R, V> decode) {
    channel.resetConnectBackoff(); // how often to try is decided by whoever repeats the call
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(timeoutNanos, TimeUnit.NANOSECONDS);
    try {
      return new Attempt.Answered<>(
          decode.apply(ClientCalls.blockingUnaryCall(channel, method, options, request)));
    } catch (StatusRuntimeException e) {
      return Failures.attempt(e);
    }
  }

  private static States states(ListConversationsReply reply) {
    return new States(
        reply.getConversationsList().stream().map(GrpcCalls::state).toList(), reply.getHasMore());
  }

  private static State state(ConversationState state) {
    return new State(
        state.getConversation(),
        state.getEpoch(),
        state.getHeadSeq(),
        state.getJoinedSeq(),
        state.hasLeftSeq() ? OptionalLong.of(state.getLeftSeq()) : OptionalLong.empty(),
        state.getReadSeq(),
        state.getUnread());
  }
}
