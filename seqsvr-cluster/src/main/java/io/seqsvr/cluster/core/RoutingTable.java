package io.seqsvr.cluster.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Who should serve which section: a hint to callers and an order to nodes, never a permission (that
 * is the lease) and never a proof (that is the epoch). Immutable.
 */
public final class RoutingTable {
  private static final int NOBODY = -1;

  private final long version;
  private final ClusterIdentity cluster;
  private final List<NodeIdentity> nodes;
  private final int[] ownerIndexBySection;

  private RoutingTable(
      long version, ClusterIdentity cluster, List<NodeIdentity> nodes, int[] ownerIndexBySection) {
    if (version < 1) {
      throw new IllegalArgumentException("version must be >= 1: " + version);
    }
    this.version = version;
    this.cluster = cluster;
    this.nodes = List.copyOf(nodes);
    this.ownerIndexBySection = ownerIndexBySection;
  }

  /**
   * A table from its parts.
   *
   * @param ownerBySection owners of the sections 0, 1, …; empty where a section has none
   */
  public static RoutingTable of(
      long version, ClusterIdentity cluster, List<Optional<NodeIdentity>> ownerBySection) {
    if (ownerBySection.size() != cluster.sectionCount()) {
      throw new IllegalArgumentException(
          "need " + cluster.sectionCount() + " owners: " + ownerBySection.size());
    }
    Map<String, Integer> indexByIncarnation = new LinkedHashMap<>();
    List<NodeIdentity> nodes = new ArrayList<>();
    int[] owners = new int[cluster.sectionCount()];
    for (int section = 0; section < owners.length; section++) {
      Optional<NodeIdentity> owner = ownerBySection.get(section);
      if (owner.isEmpty()) {
        owners[section] = NOBODY;
        continue;
      }
      Integer known = indexByIncarnation.get(owner.get().incarnation());
      if (known == null) {
        known = nodes.size();
        nodes.add(owner.get());
        indexByIncarnation.put(owner.get().incarnation(), known);
      }
      owners[section] = known;
    }
    return new RoutingTable(version, cluster, nodes, owners);
  }

  /** Grows by at least one with each change. */
  public long version() {
    return version;
  }

  public ClusterIdentity cluster() {
    return cluster;
  }

  /** The nodes that own a section. */
  public List<NodeIdentity> nodes() {
    return nodes;
  }

  /** The owner of a section, if it has one. */
  public Optional<NodeIdentity> owner(int section) {
    int index = ownerIndexBySection[section];
    return index == NOBODY ? Optional.empty() : Optional.of(nodes.get(index));
  }

  /** Whether an incarnation should serve a section. */
  public boolean isOwner(String incarnation, int section) {
    int index = ownerIndexBySection[section];
    return index != NOBODY && nodes.get(index).incarnation().equals(incarnation);
  }

  /** How many sections an incarnation should serve. */
  public int sectionsOf(String incarnation) {
    return (int)
        IntStream.range(0, ownerIndexBySection.length)
            .filter(section -> isOwner(incarnation, section))
            .count();
  }

  /** The owners of all sections, in order; empty where a section has none. */
  public List<Optional<NodeIdentity>> owners() {
    List<Optional<NodeIdentity>> owners = new ArrayList<>(ownerIndexBySection.length);
    for (int section = 0; section < ownerIndexBySection.length; section++) {
      owners.add(owner(section));
    }
    return owners;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RoutingTable that
        && version == that.version
        && cluster.equals(that.cluster)
        && nodes.equals(that.nodes)
        && Arrays.equals(ownerIndexBySection, that.ownerIndexBySection);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(version) * 31 + cluster.hashCode();
  }

  @Override
  public String toString() {
    return "RoutingTable[version=" + version + ", nodes=" + nodes + "]";
  }
}
