package io.seqsvr.failover.grpc;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.seqsvr.api.alloc.v1.GetRoutesRequest;
import io.seqsvr.api.alloc.v1.NextBatchRequest;
import io.seqsvr.api.alloc.v1.NextEntry;
import io.seqsvr.api.alloc.v1.NextRequest;
import io.seqsvr.api.alloc.v1.NextResult;
import io.seqsvr.api.alloc.v1.NodeRoute;
import io.seqsvr.api.alloc.v1.RoutingTable;
import io.seqsvr.api.alloc.v1.SeqAllocatorGrpc;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.StatusMapping;
import io.seqsvr.failover.call.Answer;
import io.seqsvr.failover.call.RouteTable;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Calls of one node, each a single attempt that says which table it was routed by, so that the node
 * refuses what it does not own and forwards nothing. No future of it fails. Thread-safe.
 */
public final class NodeCalls implements AutoCloseable {
  /** A refusal may bring a table; above its limit the library ends the connection. */
  private static final int MAX_METADATA_BYTES = 512 * 1024;

  private final ManagedChannel channel;

  /** Calls of a node; connects with the first one. */
  public NodeCalls(String address) {
    this.channel =
        ManagedChannelBuilder.forTarget(address)
            .usePlaintext()
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .build();
  }

  /** Takes {@code count} seqs of a conversation. */
  public CompletableFuture<Answer> next(
      String conversation, int count, long routeVersion, Duration limit) {
    NextRequest request =
        NextRequest.newBuilder()
            .setConversation(conversation)
            .setCount(count)
            .setRouteVersion(routeVersion)
            .build();
    return call(SeqAllocatorGrpc.getNextMethod(), request, limit)
        .handle((reply, failure) -> reply == null ? refusal(failure) : Answer.ok(reply.getFirst()));
  }

  /** Takes one seq of each of some conversations; an answer for each, in their order. */
  public CompletableFuture<List<Answer>> batch(
      List<String> conversations, long routeVersion, Duration limit) {
    NextBatchRequest.Builder request = NextBatchRequest.newBuilder().setRouteVersion(routeVersion);
    for (String conversation : conversations) {
      request.addEntries(NextEntry.newBuilder().setConversation(conversation).setCount(1));
    }
    return call(SeqAllocatorGrpc.getNextBatchMethod(), request.build(), limit)
        .handle(
            (reply, failure) ->
                reply == null || reply.getResultsCount() != conversations.size()
                    ? Collections.nCopies(conversations.size(), refusal(failure))
                    : reply.getResultsList().stream().map(NodeCalls::answer).toList());
  }

  /** The node's table if it knows a newer one; empty if it does not, or does not answer. */
  public CompletableFuture<Optional<RouteTable>> routes(long knownVersion, Duration limit) {
    GetRoutesRequest request = GetRoutesRequest.newBuilder().setKnownVersion(knownVersion).build();
    return call(SeqAllocatorGrpc.getGetRoutesMethod(), request, limit)
        .handle(
            (reply, failure) ->
                reply == null || !reply.hasRoutes()
                    ? Optional.empty()
                    : Optional.of(table(reply.getRoutes())));
  }

  /** Connects at once where it would wait after failed attempts: the node is back. */
  public void reconnect() {
    channel.resetConnectBackoff();
  }

  private static Answer answer(NextResult result) {
    if (result.hasBlock()) {
      return Answer.ok(result.getBlock().getFirst());
    }
    return StatusMapping.fromError(result.getError())
        .map(refusal -> Answer.refused(refusal.reason()))
        .orElse(Answer.unknown());
  }

  private static Answer refusal(Throwable failure) {
    return failure instanceof StatusRuntimeException status
        ? StatusMapping.fromThrowable(status)
            .map(StatusMapping.RemoteRefusal::refusal)
            .map(SeqsvrException::reason)
            .map(Answer::refused)
            .orElse(Answer.unknown())
        : Answer.unknown();
  }

  private static RouteTable table(RoutingTable message) {
    return new RouteTable(
        message.getVersion(),
        message.getSectionCount(),
        message.getNodesList().stream().map(NodeCalls::owner).toList());
  }

  private static RouteTable.Owner owner(NodeRoute node) {
    return new RouteTable.Owner(
        node.getNodeId(),
        node.getIncarnation(),
        node.getSectionsList().stream()
            .map(range -> new RouteTable.Range(range.getFirst(), range.getLast()))
            .toList());
  }

  private <Q, R> CompletableFuture<R> call(
      MethodDescriptor<Q, R> method, Q request, Duration limit) {
    CompletableFuture<R> future = new CompletableFuture<>();
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(limit.toNanos(), TimeUnit.NANOSECONDS);
    ClientCalls.asyncUnaryCall(channel.newCall(method, options), request, new Completing<>(future));
    return future;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private record Completing<R>(CompletableFuture<R> future) implements StreamObserver<R> {
    @Override
    public void onNext(R reply) {
      future.complete(reply);
    }

    @Override
    public void onError(Throwable failure) {
      future.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      future.completeExceptionally(new IllegalStateException("ended without a reply"));
    }
  }
}
