package io.seqsvr.failover.call;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Which node should serve which section, as a node told it. Immutable. */
public final class RouteTable {
  private static final int NOBODY = -1;

  private final long version;
  private final List<Owner> owners;
  private final int[] ownerBySection;

  /**
   * @param version at least 1
   * @param sectionCount of the cluster
   */
  public RouteTable(long version, int sectionCount, List<Owner> owners) {
    this.version = version;
    this.owners = List.copyOf(owners);
    this.ownerBySection = new int[sectionCount];
    Arrays.fill(ownerBySection, NOBODY);
    for (int owner = 0; owner < owners.size(); owner++) {
      for (Range range : owners.get(owner).ranges()) {
        Arrays.fill(ownerBySection, range.first(), range.last() + 1, owner);
      }
    }
  }

  /** A table that nobody has told yet: no sections, version 0. */
  public static RouteTable none() {
    return new RouteTable(0, 0, List.of());
  }

  /**
   * A node that owns sections.
   *
   * @param nodeId the same after a restart
   * @param incarnation new at every start
   */
  public record Owner(String nodeId, String incarnation, List<Range> ranges) {
    /** Copies the ranges. */
    public Owner {
      ranges = List.copyOf(ranges);
    }
  }

  /** Sections, both ends inclusive. */
  public record Range(int first, int last) {}

  /** Grows with each change. */
  public long version() {
    return version;
  }

  /** How many sections there are. */
  public int sectionCount() {
    return ownerBySection.length;
  }

  /** The owner of a section, if it has one. */
  public Optional<Owner> owner(int section) {
    boolean owned = section < ownerBySection.length && ownerBySection[section] != NOBODY;
    return owned ? Optional.of(owners.get(ownerBySection[section])) : Optional.empty();
  }

  /** Name of a section's owner; empty if it has none. */
  public String ownerId(int section) {
    return owner(section).map(Owner::nodeId).orElse("");
  }

  /** The sections of a node, ascending. */
  public List<Integer> sectionsOf(String nodeId) {
    return IntStream.range(0, ownerBySection.length)
        .filter(section -> ownerId(section).equals(nodeId))
        .boxed()
        .toList();
  }

  /** The incarnation under which a node owns sections; empty if it owns none. */
  public String incarnationOf(String nodeId) {
    return owners.stream()
        .filter(owner -> owner.nodeId().equals(nodeId) && !owner.ranges().isEmpty())
        .map(Owner::incarnation)
        .findFirst()
        .orElse("");
  }

  /** Whether every section has an owner, and none of them is that incarnation. */
  public boolean isWithout(String incarnation) {
    return Arrays.stream(ownerBySection)
        .allMatch(owner -> owner != NOBODY && !owners.get(owner).incarnation().equals(incarnation));
  }

  /**
   * Whether every section has an owner, and these nodes have about as many each.
   *
   * @param tolerance how far one may be from the mean, as a part of it; 1 or more: in any way
   */
  public boolean isEvenOver(List<String> nodeIds, double tolerance) {
    double mean = (double) ownerBySection.length / nodeIds.size();
    boolean owned =
        Arrays.stream(ownerBySection)
            .allMatch(owner -> owner != NOBODY && nodeIds.contains(owners.get(owner).nodeId()));
    return ownerBySection.length > 0
        && owned
        && nodeIds.stream()
            .allMatch(
                nodeId ->
                    tolerance >= 1
                        || Math.abs(sectionsOf(nodeId).size() - mean)
                            <= Math.max(1, mean * tolerance));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("table ").append(version).append(':');
    owners.forEach(
        owner ->
            text.append(' ')
                .append(owner.nodeId())
                .append('=')
                .append(sectionsOf(owner.nodeId()).size()));
    return text.toString();
  }
}
