package io.seqsvr.alloc.core;

import static org.awaitility.Awaitility.await;

import io.seqsvr.api.key.ConversationKey;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.RoutingTable;
import java.time.Duration;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Optional;

/** Nodes of one cluster that share all of its sections. Immutable; the nodes are thread-safe. */
record NodeGroup(List<AllocNode> nodes) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Waits until they alone have all sections, in even parts, know it, and serve. */
  void awaitSpread() {
    await("even parts").atMost(PATIENCE).until(this::isSpread);
  }

  private boolean isSpread() {
    Optional<RoutingTable> table = nodes.get(0).routes();
    if (table.isEmpty()) {
      return false;
    }
    IntSummaryStatistics parts =
        nodes.stream()
            .mapToInt(node -> table.get().sectionsOf(node.self().incarnation()))
            .summaryStatistics();
    return parts.getSum() == table.get().cluster().sectionCount()
        && parts.getMax() - parts.getMin() <= 1
        && nodes.stream().allMatch(node -> node.routes().equals(table) && node.isServing());
  }

  /** The table that the first of them knows. */
  RoutingTable table() {
    return nodes.get(0).routes().orElseThrow();
  }

  /** Who owns a conversation by that table. */
  AllocNode owner(long hash) {
    RoutingTable table = table();
    int section = ConversationKey.section(hash, table.cluster().sectionCount());
    NodeIdentity owner = table.owner(section).orElseThrow();
    return nodes.stream().filter(node -> node.self().equals(owner)).findFirst().orElseThrow();
  }

  /** Waits until they all know a newer table. */
  void awaitNewerThan(RoutingTable before) {
    await("a newer table")
        .atMost(PATIENCE)
        .until(
            () ->
                nodes.stream()
                    .allMatch(node -> node.routes().orElseThrow().version() > before.version()));
  }
}
