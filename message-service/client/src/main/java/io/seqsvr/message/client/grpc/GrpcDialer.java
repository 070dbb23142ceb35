package io.seqsvr.message.client.grpc;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.seqsvr.message.client.internal.Dialer;
import io.seqsvr.message.client.internal.Link;
import io.seqsvr.message.client.internal.LinkEvents;
import io.seqsvr.message.client.internal.Position;
import io.seqsvr.message.v1.ClientFrame;
import io.seqsvr.message.v1.ConversationState;
import io.seqsvr.message.v1.ListConversationsReply;
import io.seqsvr.message.v1.ListConversationsRequest;
import io.seqsvr.message.v1.MessageServiceGrpc;
import io.seqsvr.message.v1.ServerFrame;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Connections over one channel. Confined to the loop, as the ports say. */
public final class GrpcDialer implements Dialer {
  private static final int PAGE_SIZE = 1_000;
  private static final long LIST_TIMEOUT_SECONDS = 5;

  private final ManagedChannel channel;

  public GrpcDialer(ManagedChannel channel) {
    this.channel = channel;
  }

  @Override
  public Link dial(LinkEvents events) {
    if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
      // The session decides how often to connect; the channel's own pauses, of up to two minutes,
      // would keep it away from a service that is back.
      channel.resetConnectBackoff();
    }
    ClientCall<ClientFrame, ServerFrame> call =
        channel.newCall(MessageServiceGrpc.getConnectMethod(), CallOptions.DEFAULT);
    return GrpcLink.start(call, events);
  }

  @Override
  public void heads(String user, String after, Consumer<Heads> onEnd) {
    ClientCall<ListConversationsRequest, ListConversationsReply> call =
        channel.newCall(
            MessageServiceGrpc.getListConversationsMethod(),
            CallOptions.DEFAULT.withDeadlineAfter(LIST_TIMEOUT_SECONDS, TimeUnit.SECONDS));
    ClientCalls.asyncUnaryCall(
        call,
        ListConversationsRequest.newBuilder()
            .setUser(user)
            .setAfter(after)
            .setPageSize(PAGE_SIZE)
            .build(),
        new ListAnswer(onEnd));
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  /** Called by one thread at a time. */
  private static final class ListAnswer implements StreamObserver<ListConversationsReply> {
    private final Consumer<Heads> onEnd;
    private @Nullable ListConversationsReply reply;

    ListAnswer(Consumer<Heads> onEnd) {
      this.onEnd = onEnd;
    }

    @Override
    public void onNext(ListConversationsReply value) {
      reply = value;
    }

    @Override
    public void onError(Throwable failure) {
      onEnd.accept(new Heads.Failed(Failures.end(failure)));
    }

    @Override
    public void onCompleted() {
      ListConversationsReply received = reply;
      if (received == null) {
        onError(Status.INTERNAL.withDescription("no answer").asException());
        return;
      }
      onEnd.accept(
          new Heads.Some(
              received.getConversationsList().stream().map(ListAnswer::head).toList(),
              received.getHasMore()));
    }

    private static Map.Entry<String, Position> head(ConversationState state) {
      long visible =
          state.hasLeftSeq()
              ? Math.min(state.getHeadSeq(), state.getLeftSeq())
              : state.getHeadSeq();
      return Map.entry(state.getConversation(), new Position(state.getEpoch(), visible));
    }
  }
}
