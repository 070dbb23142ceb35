package io.seqsvr.alloc.grpc;

import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.seqsvr.alloc.core.AllocNode;
import io.seqsvr.alloc.core.AllocSettings;
import io.seqsvr.alloc.core.Allocator;
import io.seqsvr.alloc.core.CurrentSeq;
import io.seqsvr.api.alloc.v1.Block;
import io.seqsvr.api.alloc.v1.CurrentReply;
import io.seqsvr.api.alloc.v1.CurrentRequest;
import io.seqsvr.api.alloc.v1.GetRoutesReply;
import io.seqsvr.api.alloc.v1.GetRoutesRequest;
import io.seqsvr.api.alloc.v1.NextBatchReply;
import io.seqsvr.api.alloc.v1.NextBatchRequest;
import io.seqsvr.api.alloc.v1.NextEntry;
import io.seqsvr.api.alloc.v1.NextReply;
import io.seqsvr.api.alloc.v1.NextRequest;
import io.seqsvr.api.alloc.v1.NextResult;
import io.seqsvr.api.alloc.v1.RaiseReply;
import io.seqsvr.api.alloc.v1.RaiseRequest;
import io.seqsvr.api.alloc.v1.RoutingTable;
import io.seqsvr.api.alloc.v1.SeqAllocatorGrpc;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.MalformedRequests;
import io.seqsvr.api.grpc.StatusMapping;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The allocation service of one node.
 *
 * <p>Thread-safe; no method blocks, so all of them run on the transport's own threads.
 */
public final class SeqAllocatorService implements SeqAllocatorGrpc.AsyncService, BindableService {
  private final AllocNode node;
  private final AllocSettings settings;
  private final RouteMessages routeMessages = new RouteMessages();

  public SeqAllocatorService(AllocNode node, AllocSettings settings) {
    this.node = node;
    this.settings = settings;
  }

  @Override
  public ServerServiceDefinition bindService() {
    return MalformedRequests.refuse(SeqAllocatorGrpc.bindService(this));
  }

  @Override
  public void next(NextRequest request, StreamObserver<NextReply> observer) {
    answer(
        observer,
        request.getRouteVersion(),
        () -> {
          long count = request.hasCount() ? request.getCount() : 1;
          long first =
              node.allocator().next(request.getNamespace(), request.getConversation(), count);
          NextReply.Builder reply = NextReply.newBuilder().setFirst(first).setCount(count);
          RoutingTable routes = newerRoutes(request.getRouteVersion());
          return (routes == null ? reply : reply.setRoutes(routes)).build();
        });
  }

  @Override
  public void nextBatch(NextBatchRequest request, StreamObserver<NextBatchReply> observer) {
    answer(
        observer,
        request.getRouteVersion(),
        () -> {
          int entries = request.getEntriesCount();
          if (entries < 1 || entries > settings.maxBatchEntries()) {
            throw SeqsvrException.invalidArgument(
                "entries", "1.." + settings.maxBatchEntries(), Integer.toString(entries));
          }
          boolean refusedForRoute = false;
          NextBatchReply.Builder reply = NextBatchReply.newBuilder();
          Allocator.Batch batch = node.allocator().batch();
          for (NextEntry entry : request.getEntriesList()) {
            NextResult result = next(batch, entry);
            refusedForRoute |= result.getError().getReason().equals(ErrorReason.NOT_OWNER.name());
            reply.addResults(result);
          }
          RoutingTable routes =
              refusedForRoute
                  ? routeMessages.latest(node.routes())
                  : newerRoutes(request.getRouteVersion());
          return (routes == null ? reply : reply.setRoutes(routes)).build();
        });
  }

  @Override
  public void current(CurrentRequest request, StreamObserver<CurrentReply> observer) {
    answer(
        observer,
        request.getRouteVersion(),
        () -> {
          CurrentSeq current =
              node.allocator().current(request.getNamespace(), request.getConversation());
          CurrentReply.Builder reply =
              CurrentReply.newBuilder().setSeq(current.seq()).setExact(current.exact());
          RoutingTable routes = newerRoutes(request.getRouteVersion());
          return (routes == null ? reply : reply.setRoutes(routes)).build();
        });
  }

  /** Answers when the store has confirmed, if it must be asked: in another thread then. */
  @Override
  public void raise(RaiseRequest request, StreamObserver<RaiseReply> observer) {
    if (observer instanceof ServerCallStreamObserver<RaiseReply> call) {
      // Nobody waits for the answer any more: it is dropped, and the conversation is raised.
      call.setOnCancelHandler(() -> {});
    }
    long callerVersion = request.getRouteVersion();
    try {
      var unused =
          node.allocator()
              .raise(request.getNamespace(), request.getConversation(), request.getAtLeast())
              .whenComplete((seq, failure) -> onRaised(observer, callerVersion, seq, failure));
    } catch (SeqsvrException e) {
      refuse(observer, callerVersion, e);
    }
  }

  private void onRaised(
      StreamObserver<RaiseReply> observer,
      long callerVersion,
      @Nullable Long seq,
      @Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof SeqsvrException refusal) {
      refuse(observer, callerVersion, refusal);
    } else if (seq == null) {
      observer.onError(
          Status.INTERNAL.withDescription("a defect of the node").asRuntimeException());
    } else {
      RaiseReply.Builder reply = RaiseReply.newBuilder().setSeq(seq);
      RoutingTable routes = newerRoutes(callerVersion);
      observer.onNext((routes == null ? reply : reply.setRoutes(routes)).build());
      observer.onCompleted();
    }
  }

  @Override
  public void getRoutes(GetRoutesRequest request, StreamObserver<GetRoutesReply> observer) {
    answer(
        observer,
        request.getKnownVersion(),
        () -> {
          RoutingTable routes = routeMessages.latest(node.routes());
          if (routes == null) {
            throw SeqsvrException.retryable(
                ErrorReason.SECTION_MOVING,
                "the node knows no routing table yet",
                Duration.ofMillis(100));
          }
          GetRoutesReply.Builder reply = GetRoutesReply.newBuilder();
          return (routes.getVersion() > request.getKnownVersion() ? reply.setRoutes(routes) : reply)
              .build();
        });
  }

  private static NextResult next(Allocator.Batch batch, NextEntry entry) {
    try {
      long count = entry.hasCount() ? entry.getCount() : 1;
      long first = batch.next(entry.getNamespace(), entry.getConversation(), count);
      return NextResult.newBuilder()
          .setBlock(Block.newBuilder().setFirst(first).setCount(count))
          .build();
    } catch (SeqsvrException e) {
      return NextResult.newBuilder().setError(StatusMapping.toError(e)).build();
    }
  }

  /** The table for a caller that chose this node by an older one. */
  private @Nullable RoutingTable newerRoutes(long callerVersion) {
    if (callerVersion == 0) {
      return null;
    }
    RoutingTable routes = routeMessages.latest(node.routes());
    return routes != null && routes.getVersion() > callerVersion ? routes : null;
  }

  private <R> void answer(StreamObserver<R> observer, long callerVersion, Supplier<R> call) {
    R reply;
    try {
      reply = call.get();
    } catch (SeqsvrException e) {
      refuse(observer, callerVersion, e);
      return;
    }
    observer.onNext(reply);
    observer.onCompleted();
  }

  private void refuse(StreamObserver<?> observer, long callerVersion, SeqsvrException refusal) {
    boolean helps = refusal.reason() == ErrorReason.NOT_OWNER || callerVersion != 0;
    RoutingTable routes =
        helps && refusal.reason().isRetryable() ? routeMessages.latest(node.routes()) : null;
    observer.onError(StatusMapping.toStatus(refusal, routes));
  }
}
