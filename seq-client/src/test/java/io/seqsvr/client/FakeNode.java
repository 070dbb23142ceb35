package io.seqsvr.client;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.seqsvr.api.alloc.v1.Block;
import io.seqsvr.api.alloc.v1.CurrentReply;
import io.seqsvr.api.alloc.v1.CurrentRequest;
import io.seqsvr.api.alloc.v1.GetRoutesReply;
import io.seqsvr.api.alloc.v1.GetRoutesRequest;
import io.seqsvr.api.alloc.v1.NextBatchReply;
import io.seqsvr.api.alloc.v1.NextBatchRequest;
import io.seqsvr.api.alloc.v1.NextEntry;
import io.seqsvr.api.alloc.v1.NextResult;
import io.seqsvr.api.alloc.v1.RaiseReply;
import io.seqsvr.api.alloc.v1.RaiseRequest;
import io.seqsvr.api.alloc.v1.RoutingTable;
import io.seqsvr.api.alloc.v1.SeqAllocatorGrpc;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.StatusMapping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A node with a real gRPC server on a free loopback port and a plain allocator behind it. It counts
 * what it is asked, and fails as it is told: each fault is used up by one request.
 *
 * <p>Thread-safe.
 */
final class FakeNode implements AutoCloseable {
  /** What happens to one request instead of a proper answer. */
  sealed interface Fault {
    /** The whole request is refused. */
    record Refuse(SeqsvrException refusal, @Nullable RoutingTable routes) implements Fault {}

    /** Each entry of a batch is refused, in a proper answer. */
    record RefuseEntries(SeqsvrException refusal) implements Fault {}

    /** The request is carried out, and its answer gets lost. */
    record LoseAnswer() implements Fault {}

    /** The request is neither carried out nor answered. */
    record StaySilent() implements Fault {}

    /** The request is carried out, and its answer waits for {@link FakeNode#releaseHeld}. */
    record Hold() implements Fault {}

    /** The request gets this answer, whatever it asked for. */
    record Answer(NextBatchReply reply) implements Fault {}

    /** A raise gets this answer. */
    record AnswerRaise(RaiseReply reply) implements Fault {}

    /** The request ends with a status of the transport. */
    record Fail(Status status) implements Fault {}
  }

  private final FakeCluster cluster;
  private final Server server;
  private final int port;
  private final ConcurrentLinkedQueue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Runnable> held = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Fault permanentFault;

  final List<NextBatchRequest> batches = java.util.Collections.synchronizedList(new ArrayList<>());
  final List<RaiseRequest> raises = java.util.Collections.synchronizedList(new ArrayList<>());
  final AtomicLong currentCalls = new AtomicLong();
  final AtomicLong routesCalls = new AtomicLong();
  final AtomicLong cancelled = new AtomicLong();

  FakeNode(FakeCluster cluster, int port, ServerCredentials credentials) {
    this.cluster = cluster;
    try {
      this.server =
          NettyServerBuilder.forAddress(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), port), credentials)
              .addService(new Service())
              .maxInboundMessageSize(64 * 1024)
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.port = server.getPort();
  }

  FakeNode(FakeCluster cluster) {
    this(cluster, 0, InsecureServerCredentials.create());
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  int port() {
    return port;
  }

  /** The next request of any kind but GetRoutes meets this; more than one are met in order. */
  void failNext(Fault fault) {
    faults.add(fault);
  }

  /** Every request but GetRoutes meets this; null ends it. */
  void failAll(@Nullable Fault fault) {
    permanentFault = fault;
  }

  /** Answers everything that is held. */
  void releaseHeld() {
    for (Runnable answer = held.poll(); answer != null; answer = held.poll()) {
      answer.run();
    }
  }

  int heldCount() {
    return held.size();
  }

  int entryCount() {
    synchronized (batches) {
      return batches.stream().mapToInt(NextBatchRequest::getEntriesCount).sum();
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
    // Its port is free only then.
    Await.until("the server has ended", server::isTerminated);
  }

  private @Nullable Fault takeFault() {
    Fault fault = faults.poll();
    return fault != null ? fault : permanentFault;
  }

  private final class Service extends SeqAllocatorGrpc.SeqAllocatorImplBase {
    @Override
    public void nextBatch(NextBatchRequest request, StreamObserver<NextBatchReply> answer) {
      batches.add(request);
      if (answer instanceof io.grpc.stub.ServerCallStreamObserver<NextBatchReply> call) {
        call.setOnCancelHandler(cancelled::incrementAndGet);
      }
      Fault fault = takeFault();
      if (fault instanceof Fault.RefuseEntries refuse) {
        NextBatchReply.Builder reply = NextBatchReply.newBuilder();
        request
            .getEntriesList()
            .forEach(
                entry ->
                    reply.addResults(
                        NextResult.newBuilder().setError(StatusMapping.toError(refuse.refusal()))));
        cluster.newerThan(request.getRouteVersion()).ifPresent(reply::setRoutes);
        send(answer, reply.build());
        return;
      }
      if (fault instanceof Fault.Answer told) {
        send(answer, told.reply());
        return;
      }
      meet(fault, answer, () -> allocate(request));
    }

    private NextBatchReply allocate(NextBatchRequest request) {
      NextBatchReply.Builder reply = NextBatchReply.newBuilder();
      for (NextEntry entry : request.getEntriesList()) {
        NextResult.Builder result = NextResult.newBuilder();
        try {
          cluster.checkOwner(FakeNode.this, entry.getNamespace(), entry.getConversation());
          long first =
              cluster.take(entry.getNamespace(), entry.getConversation(), entry.getCount());
          result.setBlock(Block.newBuilder().setFirst(first).setCount(entry.getCount()));
        } catch (SeqsvrException refusal) {
          result.setError(StatusMapping.toError(refusal));
        }
        reply.addResults(result);
      }
      cluster.newerThan(request.getRouteVersion()).ifPresent(reply::setRoutes);
      return reply.build();
    }

    @Override
    public void current(CurrentRequest request, StreamObserver<CurrentReply> answer) {
      currentCalls.incrementAndGet();
      meet(
          takeFault(),
          answer,
          () -> {
            cluster.checkOwner(FakeNode.this, request.getNamespace(), request.getConversation());
            CurrentReply.Builder reply =
                CurrentReply.newBuilder()
                    .setSeq(cluster.last(request.getNamespace(), request.getConversation()))
                    .setExact(true);
            cluster.newerThan(request.getRouteVersion()).ifPresent(reply::setRoutes);
            return reply.build();
          });
    }

    @Override
    public void raise(RaiseRequest request, StreamObserver<RaiseReply> answer) {
      raises.add(request);
      Fault fault = takeFault();
      if (fault instanceof Fault.AnswerRaise told) {
        send(answer, told.reply());
        return;
      }
      meet(
          fault,
          answer,
          () -> {
            String namespace = request.getNamespace();
            cluster.checkOwner(FakeNode.this, namespace, request.getConversation());
            RaiseReply.Builder reply =
                RaiseReply.newBuilder()
                    .setSeq(
                        cluster.raise(namespace, request.getConversation(), request.getAtLeast()));
            cluster.newerThan(request.getRouteVersion()).ifPresent(reply::setRoutes);
            return reply.build();
          });
    }

    @Override
    public void getRoutes(GetRoutesRequest request, StreamObserver<GetRoutesReply> answer) {
      routesCalls.incrementAndGet();
      RoutingTable table = cluster.table();
      GetRoutesReply.Builder reply = GetRoutesReply.newBuilder();
      if (table.getVersion() > request.getKnownVersion()) {
        reply.setRoutes(table);
      }
      meet(permanentFault instanceof Fault.StaySilent silent ? silent : null, answer, reply::build);
    }

    private <R> void meet(
        @Nullable Fault fault, StreamObserver<R> answer, java.util.function.Supplier<R> work) {
      if (fault instanceof Fault.StaySilent) {
        return;
      }
      if (fault instanceof Fault.Refuse refuse) {
        answer.onError(StatusMapping.toStatus(refuse.refusal(), refuse.routes()));
        return;
      }
      if (fault instanceof Fault.Fail fail) {
        answer.onError(fail.status().asRuntimeException());
        return;
      }
      R reply;
      try {
        reply = work.get();
      } catch (SeqsvrException refusal) {
        answer.onError(StatusMapping.toStatus(refusal, cluster.table()));
        return;
      }
      if (fault instanceof Fault.LoseAnswer) {
        answer.onError(Status.UNAVAILABLE.withDescription("connection reset").asRuntimeException());
      } else if (fault instanceof Fault.Hold) {
        held.add(() -> send(answer, reply));
      } else {
        send(answer, reply);
      }
    }

    private static <R> void send(StreamObserver<R> answer, R reply) {
      answer.onNext(reply);
      answer.onCompleted();
    }
  }
}
