package io.seqsvr.alloc.grpc;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.seqsvr.alloc.core.AllocNode;
import io.seqsvr.alloc.core.Allocator;
import io.seqsvr.alloc.core.PartAllocator;
import io.seqsvr.api.alloc.v1.SeqAllocatorGrpc;
import io.seqsvr.api.alloc.v1.SeqAllocatorGrpc.SeqAllocatorBlockingStub;
import io.seqsvr.api.key.ConversationKey;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.RandomId;
import io.seqsvr.cluster.core.RoutingTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One of several nodes within this process: real allocator, service, forwarder and gRPC, with a
 * routing table and a clock that tests set. Records what it is called with.
 */
final class Member implements AutoCloseable {
  static final ClusterIdentity CLUSTER =
      new ClusterIdentity("c".repeat(32), PartAllocator.SECTIONS, "xxh3-64");

  /** A call that reached the node. */
  record Received(String method, @Nullable String forwarded, @Nullable Deadline deadline) {}

  final NodeIdentity identity;
  final Forwards forwards = new Forwards();
  final List<Received> received = Collections.synchronizedList(new ArrayList<>());
  final AtomicLong nanos = new AtomicLong();
  final PeerChannels channels;
  final Forwarder forwarder;
  private final PartAllocator part;
  private final Server server;
  private final List<ManagedChannel> clients = new ArrayList<>();
  private volatile Optional<RoutingTable> table = Optional.empty();
  private volatile Allocator allocator;

  Member(String id, IntPredicate owned, int maxInFlight) throws Exception {
    identity = new NodeIdentity(id, RandomId.next(), id + "-" + RandomId.next() + ":1");
    part = new PartAllocator(owned);
    allocator = part.allocator;
    AllocNode node = mock(AllocNode.class);
    when(node.allocator()).thenAnswer(call -> allocator);
    when(node.routes()).thenAnswer(call -> table);
    when(node.self()).thenReturn(identity);
    channels =
        new PeerChannels(
            address -> InProcessChannelBuilder.forName(address).directExecutor().build(), forwards);
    forwarder = new Forwarder(node::routes, node::self, channels, maxInFlight, forwards);
    server =
        InProcessServerBuilder.forName(identity.address())
            .directExecutor()
            .addTransportFilter(SeqAllocatorService.connectionFilter())
            .intercept(new Recorder())
            .addService(new SeqAllocatorService(node, part.settings, forwarder, nanos::get))
            .build()
            .start();
  }

  Member(String id, IntPredicate owned) throws Exception {
    this(id, owned, 100);
  }

  void setTable(RoutingTable newTable) {
    table = Optional.of(newTable);
  }

  void setAllocator(Allocator other) {
    allocator = other;
  }

  /** A client with a connection of its own. */
  SeqAllocatorBlockingStub connect() {
    return SeqAllocatorGrpc.newBlockingStub(channel());
  }

  ManagedChannel channel() {
    ManagedChannel channel = InProcessChannelBuilder.forName(identity.address()).build();
    clients.add(channel);
    return channel;
  }

  void kill() {
    server.shutdownNow();
  }

  @Override
  public void close() {
    clients.forEach(ManagedChannel::shutdownNow);
    channels.close();
    server.shutdownNow();
  }

  /** A table by which the lower half of the sections belongs to one node, the upper to another. */
  static RoutingTable halves(long version, NodeIdentity lower, NodeIdentity upper) {
    return RoutingTable.of(
        version,
        CLUSTER,
        IntStream.range(0, PartAllocator.SECTIONS)
            .mapToObj(s -> Optional.of(s < PartAllocator.SECTIONS / 2 ? lower : upper))
            .toList());
  }

  /** A conversation in the lower (0) or upper (1) half of the sections; another for each number. */
  static String conversation(int half, int number) {
    int found = 0;
    for (int i = 0; ; i++) {
      int section =
          ConversationKey.section(ConversationKey.hash("", "c" + i), PartAllocator.SECTIONS);
      if (section / (PartAllocator.SECTIONS / 2) == half && found++ == number) {
        return "c" + i;
      }
    }
  }

  private final class Recorder implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      received.add(
          new Received(
              String.valueOf(call.getMethodDescriptor().getBareMethodName()),
              headers.get(Metadata.Key.of("seqsvr-forwarded", Metadata.ASCII_STRING_MARSHALLER)),
              Context.current().getDeadline()));
      return next.startCall(call, headers);
    }
  }
}
