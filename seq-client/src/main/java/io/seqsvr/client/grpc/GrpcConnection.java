package io.seqsvr.client.grpc;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.seqsvr.api.alloc.v1.CurrentRequest;
import io.seqsvr.api.alloc.v1.GetRoutesRequest;
import io.seqsvr.api.alloc.v1.RaiseRequest;
import io.seqsvr.api.alloc.v1.SeqAllocatorGrpc;
import io.seqsvr.client.internal.Attempt;
import io.seqsvr.client.internal.Block;
import io.seqsvr.client.internal.Cancellable;
import io.seqsvr.client.internal.Connection;
import io.seqsvr.client.internal.Head;
import io.seqsvr.client.internal.HostPort;
import io.seqsvr.client.internal.NextEntry;
import io.seqsvr.client.internal.NodeFailedException;
import io.seqsvr.client.internal.RouteTable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One gRPC channel to one node.
 *
 * <p>Thread-safe. Answers are handed on in the thread that reads them from the connection: its
 * consumers must not block.
 */
final class GrpcConnection implements Connection {
  /** A connection without an answer for so long may be dead without anybody having said so. */
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final HostPort address;
  private final ManagedChannel channel;

  GrpcConnection(HostPort address, ManagedChannel channel) {
    this.address = address;
    this.channel = channel;
  }

  @Override
  public Cancellable nextBatch(
      List<NextEntry> entries,
      long routeVersion,
      long timeoutNanos,
      Consumer<Attempt<List<Attempt<Block>>>> onEnd) {
    return call(
        SeqAllocatorGrpc.getNextBatchMethod(),
        WireFormat.batch(entries, routeVersion),
        timeoutNanos,
        reply ->
            new Attempt.Answered<>(
                WireFormat.results(address, entries, reply),
                WireFormat.tableOrNull(address, reply.hasRoutes() ? reply.getRoutes() : null)),
        onEnd);
  }

  @Override
  public Cancellable current(
      String namespace,
      String conversation,
      long routeVersion,
      long timeoutNanos,
      Consumer<Attempt<Head>> onEnd) {
    return call(
        SeqAllocatorGrpc.getCurrentMethod(),
        CurrentRequest.newBuilder()
            .setNamespace(namespace)
            .setConversation(conversation)
            .setRouteVersion(routeVersion)
            .build(),
        timeoutNanos,
        reply ->
            new Attempt.Answered<>(
                new Head(reply.getSeq(), reply.getExact()),
                WireFormat.tableOrNull(address, reply.hasRoutes() ? reply.getRoutes() : null)),
        onEnd);
  }

  @Override
  public Cancellable raise(
      String namespace,
      String conversation,
      long atLeast,
      long routeVersion,
      long timeoutNanos,
      Consumer<Attempt<Long>> onEnd) {
    return call(
        SeqAllocatorGrpc.getRaiseMethod(),
        RaiseRequest.newBuilder()
            .setNamespace(namespace)
            .setConversation(conversation)
            .setAtLeast(atLeast)
            .setRouteVersion(routeVersion)
            .build(),
        timeoutNanos,
        reply ->
            new Attempt.Answered<>(
                WireFormat.raised(atLeast, reply),
                WireFormat.tableOrNull(address, reply.hasRoutes() ? reply.getRoutes() : null)),
        onEnd);
  }

  @Override
  public Cancellable routes(
      long knownVersion, long timeoutNanos, Consumer<Attempt<Optional<RouteTable>>> onEnd) {
    return call(
        SeqAllocatorGrpc.getGetRoutesMethod(),
        GetRoutesRequest.newBuilder().setKnownVersion(knownVersion).build(),
        timeoutNanos,
        reply -> {
          RouteTable table = reply.hasRoutes() ? WireFormat.table(reply.getRoutes()) : null;
          return new Attempt.Answered<>(Optional.ofNullable(table), table);
        },
        onEnd);
  }

  @Override
  public void close() {
    channel.shutdown();
  }

  @Override
  public void abort() {
    channel.shutdownNow();
  }

  private <Q, R, V> Cancellable call(
      MethodDescriptor<Q, R> method,
      Q request,
      long timeoutNanos,
      Function<R, Attempt<V>> decode,
      Consumer<Attempt<V>> onEnd) {
    if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
      // How often a node is tried is decided here, call by call; the channel's own pauses, of up to
      // two minutes, would keep the client away from a node that is back.
      channel.resetConnectBackoff();
    }
    ReachTracer reach = new ReachTracer();
    CallOptions options =
        CallOptions.DEFAULT
            .withDeadlineAfter(timeoutNanos, TimeUnit.NANOSECONDS)
            .withStreamTracerFactory(reach);
    ClientCall<Q, R> call = channel.newCall(method, options);
    ClientCalls.asyncUnaryCall(
        call, request, new Answer<>(reach, timeoutNanos >= SILENCE_NANOS, decode, onEnd));
    return () -> call.cancel("nobody waits for the answer", null);
  }

  /** Confined to the call: gRPC calls it from one thread at a time. */
  private final class Answer<R, V> implements StreamObserver<R> {
    private final ReachTracer reach;
    private final boolean patient;
    private final Function<R, Attempt<V>> decode;
    private final Consumer<Attempt<V>> onEnd;
    private @Nullable R reply;

    /**
     * @param patient whether missing the deadline means that the connection is suspect
     */
    Answer(
        ReachTracer reach,
        boolean patient,
        Function<R, Attempt<V>> decode,
        Consumer<Attempt<V>> onEnd) {
      this.reach = reach;
      this.patient = patient;
      this.decode = decode;
      this.onEnd = onEnd;
    }

    @Override
    public void onNext(R value) {
      reply = value;
    }

    @Override
    public void onError(Throwable failure) {
      if (patient && Status.fromThrowable(failure).getCode() == Status.Code.DEADLINE_EXCEEDED) {
        // The next request makes a new connection. A packet filter that has forgotten the old one
        // drops what is sent on it; TCP alone would notice after a quarter of an hour.
        channel.enterIdle();
      }
      onEnd.accept(WireFormat.failure(address, failure, reach.reached()));
    }

    @Override
    public void onCompleted() {
      onEnd.accept(decoded());
    }

    private Attempt<V> decoded() {
      R received = reply;
      if (received == null) {
        return unreadable(new IllegalArgumentException("an answer without a message"));
      }
      try {
        return decode.apply(received);
      } catch (IllegalArgumentException e) {
        return unreadable(e);
      }
    }

    private Attempt<V> unreadable(IllegalArgumentException cause) {
      return new Attempt.Unanswered<>(new NodeFailedException(address, cause), true, false);
    }
  }
}
