package io.seqsvr.client.internal;

import io.seqsvr.api.key.ConversationKey;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which node should serve which section, as one node told it. Immutable. */
public final class RouteTable {
  private static final int MAX_SECTIONS = 16_384;
  private static final int NOBODY = -1;

  private final long version;
  private final String clusterId;
  private final String hashName;
  private final List<NodeRoute> nodes;
  private final Set<HostPort> addresses;
  private final int[] ownerIndexBySection;

  /**
   * A table from its parts.
   *
   * @param version at least 1
   * @param sectionCount a power of two, 1 to 16384, inclusive
   * @throws IllegalArgumentException if a part is out of its range, or a section has two owners
   */
  public RouteTable(
      long version, String clusterId, int sectionCount, String hashName, List<NodeRoute> nodes) {
    if (version < 1) {
      throw new IllegalArgumentException("version must be >= 1: " + version);
    }
    if (sectionCount < 1 || sectionCount > MAX_SECTIONS || Integer.bitCount(sectionCount) != 1) {
      throw new IllegalArgumentException(
          "sectionCount must be a power of two, 1..16384: " + sectionCount);
    }
    this.version = version;
    this.clusterId = clusterId;
    this.hashName = hashName;
    this.nodes = List.copyOf(nodes);
    this.addresses = new LinkedHashSet<>();
    this.ownerIndexBySection = new int[sectionCount];
    Arrays.fill(ownerIndexBySection, NOBODY);
    for (int index = 0; index < this.nodes.size(); index++) {
      addresses.add(this.nodes.get(index).address());
      for (Sections range : this.nodes.get(index).sections()) {
        assign(range, index);
      }
    }
  }

  private void assign(Sections range, int index) {
    if (range.first() < 0 || range.last() < range.first() || range.last() >= sectionCount()) {
      throw new IllegalArgumentException("sections out of range: " + range);
    }
    for (int section = range.first(); section <= range.last(); section++) {
      if (ownerIndexBySection[section] != NOBODY) {
        throw new IllegalArgumentException("section has two owners: " + section);
      }
      ownerIndexBySection[section] = index;
    }
  }

  /** Grows with each change; at least 1. */
  public long version() {
    return version;
  }

  public String clusterId() {
    return clusterId;
  }

  /** A power of two. */
  public int sectionCount() {
    return ownerIndexBySection.length;
  }

  public String hashName() {
    return hashName;
  }

  public List<NodeRoute> nodes() {
    return nodes;
  }

  boolean hasNodeAt(HostPort address) {
    return addresses.contains(address);
  }

  /** Where the owner of a conversation's section listens, or null if the section has none. */
  @Nullable HostPort ownerOf(long conversationHash) {
    return owner(ConversationKey.section(conversationHash, sectionCount()));
  }

  /** Where the owner of a section listens, or null if it has none. */
  @Nullable HostPort owner(int section) {
    int index = ownerIndexBySection[section];
    return index == NOBODY ? null : nodes.get(index).address();
  }

  @Override
  public String toString() {
    return "RouteTable[version=" + version + ", cluster=" + clusterId + ", nodes=" + nodes + "]";
  }

  /** One owner and its sections. */
  public record NodeRoute(
      String id, String incarnation, HostPort address, List<Sections> sections) {
    public NodeRoute {
      sections = List.copyOf(sections);
    }
  }

  /** The sections {@code [first, last]}, both inclusive. */
  public record Sections(int first, int last) {}
}
