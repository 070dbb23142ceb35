package io.seqsvr.cluster.wire;

import io.seqsvr.api.alloc.v1.NodeRoute;
import io.seqsvr.api.alloc.v1.SectionRange;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.RoutingTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Routing tables as protocol messages and back. Stateless. */
public final class RoutingTableCodec {
  private RoutingTableCodec() {}

  /** The message of a table. */
  public static io.seqsvr.api.alloc.v1.RoutingTable encode(RoutingTable table) {
    io.seqsvr.api.alloc.v1.RoutingTable.Builder message =
        io.seqsvr.api.alloc.v1.RoutingTable.newBuilder()
            .setVersion(table.version())
            .setClusterId(table.cluster().id())
            .setSectionCount(table.cluster().sectionCount())
            .setHash(table.cluster().hash());
    table.nodes().stream()
        .sorted((a, b) -> a.nodeId().compareTo(b.nodeId()))
        .forEach(node -> message.addNodes(encodeNode(table, node)));
    return message.build();
  }

  /**
   * The table of a message.
   *
   * @throws IllegalArgumentException if the message is no valid table
   */
  public static RoutingTable decode(io.seqsvr.api.alloc.v1.RoutingTable message) {
    ClusterIdentity cluster =
        new ClusterIdentity(message.getClusterId(), message.getSectionCount(), message.getHash());
    List<Optional<NodeIdentity>> owners =
        new ArrayList<>(Collections.nCopies(cluster.sectionCount(), Optional.empty()));
    for (NodeRoute route : message.getNodesList()) {
      Optional<NodeIdentity> owner =
          Optional.of(
              new NodeIdentity(route.getNodeId(), route.getIncarnation(), route.getAddress()));
      for (SectionRange range : route.getSectionsList()) {
        if (range.getFirst() < 0 || range.getLast() >= cluster.sectionCount()) {
          throw new IllegalArgumentException(
              "sections out of range: " + range.getFirst() + ".." + range.getLast());
        }
        for (int section = range.getFirst(); section <= range.getLast(); section++) {
          owners.set(section, owner);
        }
      }
    }
    return RoutingTable.of(message.getVersion(), cluster, owners);
  }

  private static NodeRoute encodeNode(RoutingTable table, NodeIdentity node) {
    NodeRoute.Builder route =
        NodeRoute.newBuilder()
            .setNodeId(node.nodeId())
            .setIncarnation(node.incarnation())
            .setAddress(node.address());
    int sections = table.cluster().sectionCount();
    int section = 0;
    while (section < sections) {
      if (!table.isOwner(node.incarnation(), section)) {
        section++;
        continue;
      }
      int first = section;
      while (section < sections && table.isOwner(node.incarnation(), section)) {
        section++;
      }
      route.addSections(SectionRange.newBuilder().setFirst(first).setLast(section - 1));
    }
    return route.build();
  }
}
