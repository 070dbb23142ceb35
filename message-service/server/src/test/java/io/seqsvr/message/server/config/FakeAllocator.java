package io.seqsvr.message.server.config;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.seqsvr.api.alloc.v1.Block;
import io.seqsvr.api.alloc.v1.GetRoutesReply;
import io.seqsvr.api.alloc.v1.GetRoutesRequest;
import io.seqsvr.api.alloc.v1.NextBatchReply;
import io.seqsvr.api.alloc.v1.NextBatchRequest;
import io.seqsvr.api.alloc.v1.NextEntry;
import io.seqsvr.api.alloc.v1.NextReply;
import io.seqsvr.api.alloc.v1.NextRequest;
import io.seqsvr.api.alloc.v1.NextResult;
import io.seqsvr.api.alloc.v1.NodeRoute;
import io.seqsvr.api.alloc.v1.RoutingTable;
import io.seqsvr.api.alloc.v1.SectionRange;
import io.seqsvr.api.alloc.v1.SeqAllocatorGrpc;
import io.seqsvr.api.key.ConversationKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A sequence service of one node, whose counters are in memory. Thread-safe. */
final class FakeAllocator extends SeqAllocatorGrpc.SeqAllocatorImplBase implements AutoCloseable {
  private static final int SECTIONS = 16;

  private final Map<String, Long> last = new ConcurrentHashMap<>();
  private final String clusterId;
  private final Server server;

  FakeAllocator(String clusterId) throws IOException {
    this.clusterId = clusterId;
    this.server =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                InsecureServerCredentials.create())
            .addService(this)
            .build()
            .start();
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  @Override
  public void next(NextRequest request, StreamObserver<NextReply> answer) {
    Block block = take(request.getNamespace(), request.getConversation(), request.getCount());
    answer.onNext(
        NextReply.newBuilder().setFirst(block.getFirst()).setCount(block.getCount()).build());
    answer.onCompleted();
  }

  @Override
  public void nextBatch(NextBatchRequest request, StreamObserver<NextBatchReply> answer) {
    NextBatchReply.Builder reply = NextBatchReply.newBuilder();
    for (NextEntry entry : request.getEntriesList()) {
      Block block = take(entry.getNamespace(), entry.getConversation(), entry.getCount());
      reply.addResults(NextResult.newBuilder().setBlock(block));
    }
    answer.onNext(reply.build());
    answer.onCompleted();
  }

  @Override
  public void getRoutes(GetRoutesRequest request, StreamObserver<GetRoutesReply> answer) {
    RoutingTable.Builder table =
        RoutingTable.newBuilder()
            .setVersion(1)
            .setClusterId(clusterId)
            .setSectionCount(SECTIONS)
            .setHash(ConversationKey.HASH_NAME)
            .addNodes(
                NodeRoute.newBuilder()
                    .setNodeId("node")
                    .setIncarnation("b".repeat(32))
                    .setAddress(address())
                    .addSections(SectionRange.newBuilder().setFirst(0).setLast(SECTIONS - 1)));
    GetRoutesReply.Builder reply = GetRoutesReply.newBuilder();
    if (request.getKnownVersion() < 1) {
      reply.setRoutes(table);
    }
    answer.onNext(reply.build());
    answer.onCompleted();
  }

  private Block take(String namespace, String conversation, long count) {
    long end = last.merge(namespace + "/" + conversation, count, Long::sum);
    return Block.newBuilder().setFirst(end - count + 1).setCount(count).build();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
