package io.seqsvr.alloc.grpc;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
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
import io.seqsvr.api.time.MonotonicClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The allocation service of one node. What this node does not own is passed on to the owner for
 * callers who send no route version; callers who do are told the routes instead.
 *
 * <p>Thread-safe; no method blocks, so all of them run on the transport's own threads.
 */
public final class SeqAllocatorService implements BindableService {
  private final AllocNode node;
  private final AllocSettings settings;
  private final Forwarder forwarder;
  private final RouteReplies routes;

  public SeqAllocatorService(
      AllocNode node, AllocSettings settings, Forwarder forwarder, MonotonicClock clock) {
    this.node = node;
    this.settings = settings;
    this.forwarder = forwarder;
    this.routes = new RouteReplies(node::routes, clock);
  }

  /** What a server needs so that each connection gets a table once. */
  public static ServerTransportFilter connectionFilter() {
    return ToldRoutes.filter();
  }

  /** One call of the service. */
  @FunctionalInterface
  private interface Method<Q, R> {
    void call(Q request, StreamObserver<R> observer, Caller caller);
  }

  @Override
  public ServerServiceDefinition bindService() {
    ServerServiceDefinition.Builder service =
        ServerServiceDefinition.builder(SeqAllocatorGrpc.getServiceDescriptor());
    add(service, SeqAllocatorGrpc.getNextMethod(), this::next);
    add(service, SeqAllocatorGrpc.getNextBatchMethod(), this::nextBatch);
    add(service, SeqAllocatorGrpc.getCurrentMethod(), this::current);
    add(service, SeqAllocatorGrpc.getRaiseMethod(), this::raise);
    add(service, SeqAllocatorGrpc.getGetRoutesMethod(), this::getRoutes);
    return MalformedRequests.refuse(service.build());
  }

  /** Gives the method its caller by two small objects a call; a context would cost more. */
  private static <Q, R> void add(
      ServerServiceDefinition.Builder service,
      MethodDescriptor<Q, R> descriptor,
      Method<Q, R> method) {
    service.addMethod(
        descriptor,
        (call, headers) ->
            ServerCalls.<Q, R>asyncUnaryCall(
                    (request, observer) ->
                        method.call(request, observer, new Caller(call, headers)))
                .startCall(call, headers));
  }

  private void next(NextRequest request, StreamObserver<NextReply> observer, Caller caller) {
    NextReply.Builder reply = NextReply.newBuilder();
    try {
      long count = request.hasCount() ? request.getCount() : 1;
      long first = node.allocator().next(request.getNamespace(), request.getConversation(), count);
      reply.setFirst(first).setCount(count);
    } catch (SeqsvrException e) {
      Forwarder.Peer owner =
          ownerElsewhere(
              e,
              request.getRouteVersion(),
              caller,
              request.getNamespace(),
              request.getConversation());
      if (owner == null) {
        refuse(observer, request.getRouteVersion(), caller, e);
      } else {
        forward(owner, SeqAllocatorGrpc.getNextMethod(), request, observer);
      }
      return;
    }
    RoutingTable table = routes.forReply(request.getRouteVersion(), caller);
    send(observer, (table == null ? reply : reply.setRoutes(table)).build());
  }

  private void nextBatch(
      NextBatchRequest request, StreamObserver<NextBatchReply> observer, Caller caller) {
    int entries = request.getEntriesCount();
    BatchOutcome outcome;
    try {
      if (entries < 1 || entries > settings.maxBatchEntries()) {
        throw SeqsvrException.invalidArgument(
            "entries", "1.." + settings.maxBatchEntries(), Integer.toString(entries));
      }
      outcome = serve(request, caller);
    } catch (SeqsvrException e) {
      refuse(observer, request.getRouteVersion(), caller, e);
      return;
    }
    if (outcome.elsewhere != null) {
      acceptCancellation(observer);
      outcome.elsewhere.send(reply -> send(observer, reply));
      return;
    }
    RoutingTable table =
        outcome.wrongNode
            ? routes.forWrongNode(request.getRouteVersion(), caller)
            : routes.forReply(request.getRouteVersion(), caller);
    NextBatchReply.Builder reply = outcome.reply;
    send(observer, (table == null ? reply : reply.setRoutes(table)).build());
  }

  /** A batch as far as this node can serve it. Confined to one call. */
  private static final class BatchOutcome {
    private final NextBatchReply.Builder reply = NextBatchReply.newBuilder();
    private boolean wrongNode;

    /** What has to be passed on, together with all other results; null if nothing has. */
    private @Nullable DividedBatch elsewhere;
  }

  private BatchOutcome serve(NextBatchRequest request, Caller caller) {
    Allocator.Batch batch = node.allocator().batch();
    BatchOutcome outcome = new BatchOutcome();
    for (int i = 0; i < request.getEntriesCount(); i++) {
      NextEntry entry = request.getEntries(i);
      NextResult result;
      // Once an entry waits for another node, a later one of its conversation must not overtake
      // it, should this node have become the owner meanwhile.
      if (outcome.elsewhere != null && outcome.elsewhere.follows(i, entry)) {
        continue;
      }
      try {
        long count = entry.hasCount() ? entry.getCount() : 1;
        long first = batch.next(entry.getNamespace(), entry.getConversation(), count);
        result =
            NextResult.newBuilder()
                .setBlock(Block.newBuilder().setFirst(first).setCount(count))
                .build();
      } catch (SeqsvrException e) {
        Forwarder.Peer owner =
            ownerElsewhere(
                e,
                request.getRouteVersion(),
                caller,
                entry.getNamespace(),
                entry.getConversation());
        if (owner != null) {
          if (outcome.elsewhere == null) {
            outcome.elsewhere = new DividedBatch(forwarder, request.getEntriesCount());
            for (int done = 0; done < i; done++) {
              outcome.elsewhere.set(done, outcome.reply.getResults(done));
            }
          }
          outcome.elsewhere.add(i, entry, owner);
          continue;
        }
        outcome.wrongNode |= e.reason() == ErrorReason.NOT_OWNER;
        result = NextResult.newBuilder().setError(StatusMapping.toError(e)).build();
      }
      if (outcome.elsewhere == null) {
        outcome.reply.addResults(result);
      } else {
        outcome.elsewhere.set(i, result);
      }
    }
    return outcome;
  }

  private void current(
      CurrentRequest request, StreamObserver<CurrentReply> observer, Caller caller) {
    CurrentReply.Builder reply = CurrentReply.newBuilder();
    try {
      CurrentSeq current =
          node.allocator().current(request.getNamespace(), request.getConversation());
      reply.setSeq(current.seq()).setExact(current.exact());
    } catch (SeqsvrException e) {
      Forwarder.Peer owner =
          ownerElsewhere(
              e,
              request.getRouteVersion(),
              caller,
              request.getNamespace(),
              request.getConversation());
      if (owner == null) {
        refuse(observer, request.getRouteVersion(), caller, e);
      } else {
        forward(owner, SeqAllocatorGrpc.getCurrentMethod(), request, observer);
      }
      return;
    }
    RoutingTable table = routes.forReply(request.getRouteVersion(), caller);
    send(observer, (table == null ? reply : reply.setRoutes(table)).build());
  }

  /** Answers when the store has confirmed, if it must be asked: in another thread then. */
  private void raise(RaiseRequest request, StreamObserver<RaiseReply> observer, Caller caller) {
    // If nobody waits for the answer any more, it is dropped, and the conversation is raised.
    acceptCancellation(observer);
    CompletableFuture<Long> raised;
    try {
      raised =
          node.allocator()
              .raise(request.getNamespace(), request.getConversation(), request.getAtLeast());
    } catch (SeqsvrException e) {
      Forwarder.Peer owner =
          ownerElsewhere(
              e,
              request.getRouteVersion(),
              caller,
              request.getNamespace(),
              request.getConversation());
      if (owner == null) {
        refuse(observer, request.getRouteVersion(), caller, e);
      } else {
        forward(owner, SeqAllocatorGrpc.getRaiseMethod(), request, observer);
      }
      return;
    }
    var unused =
        raised.whenComplete(
            (seq, failure) -> onRaised(observer, request.getRouteVersion(), caller, seq, failure));
  }

  private void onRaised(
      StreamObserver<RaiseReply> observer,
      long callerVersion,
      Caller caller,
      @Nullable Long seq,
      @Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof SeqsvrException refusal) {
      refuse(observer, callerVersion, caller, refusal);
    } else if (seq == null) {
      observer.onError(
          Status.INTERNAL.withDescription("a defect of the node").asRuntimeException());
    } else {
      RaiseReply.Builder reply = RaiseReply.newBuilder().setSeq(seq);
      RoutingTable table = routes.forReply(callerVersion, caller);
      send(observer, (table == null ? reply : reply.setRoutes(table)).build());
    }
  }

  private void getRoutes(
      GetRoutesRequest request, StreamObserver<GetRoutesReply> observer, Caller caller) {
    RoutingTable table = routes.latest();
    if (table == null) {
      refuse(
          observer,
          request.getKnownVersion(),
          caller,
          SeqsvrException.retryable(
              ErrorReason.SECTION_MOVING,
              "the node knows no routing table yet",
              Duration.ofMillis(100)));
      return;
    }
    GetRoutesReply.Builder reply = GetRoutesReply.newBuilder();
    send(
        observer,
        (table.getVersion() > request.getKnownVersion() ? reply.setRoutes(table) : reply).build());
  }

  /** The node to pass a refused call on to; null if the refusal is for the caller. */
  private Forwarder.@Nullable Peer ownerElsewhere(
      SeqsvrException refusal,
      long callerVersion,
      Caller caller,
      String namespace,
      String conversation) {
    return refusal.reason() == ErrorReason.NOT_OWNER && callerVersion == 0 && !caller.isForwarded()
        ? forwarder.ownerOf(namespace, conversation)
        : null;
  }

  private <Q, R> void forward(
      Forwarder.Peer owner, MethodDescriptor<Q, R> method, Q request, StreamObserver<R> observer) {
    acceptCancellation(observer);
    forwarder.forward(
        owner,
        method,
        request,
        new Forwarder.Answer<R>() {
          @Override
          public void replied(R reply) {
            send(observer, reply);
          }

          @Override
          public void failed(StatusException failure) {
            observer.onError(failure);
          }
        });
  }

  /** An answer that nobody waits for any more is dropped without a word. */
  private static void acceptCancellation(StreamObserver<?> observer) {
    if (observer instanceof ServerCallStreamObserver<?> call) {
      call.setOnCancelHandler(() -> {});
    }
  }

  private static <R> void send(StreamObserver<R> observer, R reply) {
    observer.onNext(reply);
    observer.onCompleted();
  }

  private void refuse(
      StreamObserver<?> observer, long callerVersion, Caller caller, SeqsvrException refusal) {
    observer.onError(
        StatusMapping.toStatus(refusal, routes.forRefusal(refusal, callerVersion, caller)));
  }
}
