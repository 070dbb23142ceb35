package io.seqsvr.client;

import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.seqsvr.api.alloc.v1.NodeRoute;
import io.seqsvr.api.alloc.v1.RoutingTable;
import io.seqsvr.api.alloc.v1.SectionRange;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.key.ConversationKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Nodes with one shared set of counters and a routing table that tests move as they like. The
 * counters are shared, so a conversation keeps its numbers when its section moves.
 *
 * <p>Thread-safe; the table is one volatile reference to an immutable message.
 */
final class FakeCluster implements AutoCloseable {
  static final int SECTIONS = 16;

  private final Map<String, AtomicLong> counters = new ConcurrentHashMap<>();
  private final List<FakeNode> nodes = new ArrayList<>();
  private volatile RoutingTable table;
  private volatile boolean ownersIgnored;

  FakeCluster(String clusterId) {
    table =
        RoutingTable.newBuilder()
            .setVersion(1)
            .setClusterId(clusterId)
            .setSectionCount(SECTIONS)
            .setHash(ConversationKey.HASH_NAME)
            .build();
  }

  /** A cluster of one node that owns everything. */
  static FakeCluster ofOneNode() {
    FakeCluster cluster = new FakeCluster("a".repeat(32));
    cluster.addNode();
    cluster.assign(cluster.node(0), 0, SECTIONS - 1);
    return cluster;
  }

  /** A cluster of two nodes; the first owns the lower half of the sections. */
  static FakeCluster ofTwoNodes() {
    FakeCluster cluster = new FakeCluster("a".repeat(32));
    cluster.addNode();
    cluster.addNode();
    cluster.splitEvenly();
    return cluster;
  }

  FakeNode addNode() {
    return addNode(0, InsecureServerCredentials.create());
  }

  FakeNode addNode(int port, ServerCredentials credentials) {
    FakeNode node = new FakeNode(this, port, credentials);
    nodes.add(node);
    return node;
  }

  FakeNode node(int index) {
    return nodes.get(index);
  }

  RoutingTable table() {
    return table;
  }

  synchronized void setTable(RoutingTable newTable) {
    table = newTable;
  }

  /** The next version: one node owns the sections from first to last, inclusive, others nothing. */
  synchronized void assign(FakeNode owner, int first, int last) {
    table =
        table.toBuilder()
            .setVersion(table.getVersion() + 1)
            .clearNodes()
            .addNodes(route(owner, first, last))
            .build();
  }

  /** The next version: the first two nodes own one half each. */
  synchronized void splitEvenly() {
    table =
        table.toBuilder()
            .setVersion(table.getVersion() + 1)
            .clearNodes()
            .addNodes(route(node(0), 0, SECTIONS / 2 - 1))
            .addNodes(route(node(1), SECTIONS / 2, SECTIONS - 1))
            .build();
  }

  static NodeRoute route(FakeNode node, int first, int last) {
    return NodeRoute.newBuilder()
        .setNodeId("node-" + node.port())
        .setIncarnation("b".repeat(32))
        .setAddress(node.address())
        .addSections(SectionRange.newBuilder().setFirst(first).setLast(last))
        .build();
  }

  /** The table, if a caller that knows this version is to be told. */
  Optional<RoutingTable> newerThan(long knownVersion) {
    RoutingTable now = table;
    return knownVersion != 0 && now.getVersion() > knownVersion
        ? Optional.of(now)
        : Optional.empty();
  }

  /** From now on every node serves every section; for tests with a proxy before the node. */
  void ignoreOwners() {
    ownersIgnored = true;
  }

  void checkOwner(FakeNode node, String namespace, String conversation) {
    if (ownersIgnored) {
      return;
    }
    int section = ConversationKey.section(ConversationKey.hash(namespace, conversation), SECTIONS);
    for (NodeRoute route : table.getNodesList()) {
      for (SectionRange range : route.getSectionsList()) {
        if (range.getFirst() <= section && section <= range.getLast()) {
          if (route.getAddress().equals(node.address())) {
            return;
          }
        }
      }
    }
    throw SeqsvrException.retryable(
        ErrorReason.NOT_OWNER, "section " + section + " is not here", Duration.ofMillis(5));
  }

  long take(String namespace, String conversation, long count) {
    return counter(namespace, conversation).getAndAdd(count) + 1;
  }

  long last(String namespace, String conversation) {
    return counter(namespace, conversation).get();
  }

  /** Never lowers anything. */
  long raise(String namespace, String conversation, long atLeast) {
    return counter(namespace, conversation)
        .accumulateAndGet(atLeast, (last, least) -> Math.max(last, least));
  }

  private AtomicLong counter(String namespace, String conversation) {
    return counters.computeIfAbsent(namespace + '\0' + conversation, key -> new AtomicLong());
  }

  /** A conversation whose section is in the lower (0) or upper (1) half. */
  static String conversationInHalf(int half) {
    for (int i = 0; ; i++) {
      String conversation = "half-" + i;
      int section = ConversationKey.section(ConversationKey.hash("", conversation), SECTIONS);
      if (section / (SECTIONS / 2) == half) {
        return conversation;
      }
    }
  }

  @Override
  public void close() {
    nodes.forEach(FakeNode::close);
  }
}
