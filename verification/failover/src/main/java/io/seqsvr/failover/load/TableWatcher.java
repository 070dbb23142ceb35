package io.seqsvr.failover.load;

import io.seqsvr.failover.call.RouteTable;
import io.seqsvr.failover.cluster.AllocNode;
import io.seqsvr.failover.process.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks every running node for a newer routing table, over and over, and notes when each version was
 * first told. Thread-safe; guarded by {@code this}.
 */
public final class TableWatcher implements AutoCloseable {
  private static final int POLLS_PER_SECOND = 200;
  private static final Duration POLL_LIMIT = Duration.ofMillis(500);

  private final List<AllocNode> nodes;
  private final Patience patience;
  private final Pace pace;

  /** Moment at which the last poll began that a node answered with nothing newer. */
  private final Map<String, Long> nothingNewerNanos = new HashMap<>();

  private final Set<String> asked = new HashSet<>();
  private final List<Sighting> sightings = new ArrayList<>();

  /** Starts to ask. */
  public TableWatcher(List<AllocNode> nodes, Patience patience) {
    this.nodes = List.copyOf(nodes);
    this.patience = patience;
    this.pace = Pace.start("table-watcher", POLLS_PER_SECOND, patience, this::poll);
  }

  /**
   * The first time that a version was told.
   *
   * @param notBeforeNanos the node that told it had not known it yet when it answered the poll that
   *     began here; the write to ZooKeeper may be a round trip older
   * @param seenNanos when it was told
   */
  public record Sighting(RouteTable table, long notBeforeNanos, long seenNanos) {}

  private void poll() {
    nodes.stream().filter(AllocNode::isRunning).filter(this::begin).forEach(this::ask);
  }

  private synchronized boolean begin(AllocNode node) {
    return asked.add(node.id());
  }

  private void ask(AllocNode node) {
    long began = patience.clock().nanoTime();
    var unused =
        node.calls()
            .routes(newest().version(), POLL_LIMIT)
            .thenAccept(table -> told(node, began, table));
  }

  private synchronized void told(AllocNode node, long began, Optional<RouteTable> table) {
    asked.remove(node.id());
    if (table.isEmpty()) {
      nothingNewerNanos.put(node.id(), began);
    } else if (table.get().version() > newest().version()) {
      long notBefore = nothingNewerNanos.getOrDefault(node.id(), began);
      sightings.add(new Sighting(table.get(), notBefore, patience.clock().nanoTime()));
    }
  }

  /** The newest table that any node has told. */
  public synchronized RouteTable newest() {
    return sightings.isEmpty() ? RouteTable.none() : sightings.get(sightings.size() - 1).table();
  }

  /** The first table above a version in which every section has an owner that is not this one. */
  public synchronized Optional<Sighting> firstWithout(String incarnation, long aboveVersion) {
    return sightings.stream()
        .filter(sighting -> sighting.table().version() > aboveVersion)
        .filter(sighting -> sighting.table().isWithout(incarnation))
        .findFirst();
  }

  @Override
  public void close() {
    pace.close();
  }
}
