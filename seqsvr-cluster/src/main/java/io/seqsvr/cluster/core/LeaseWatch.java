package io.seqsvr.cluster.core;

import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All leases of a tier as an observer sees them. Pure; confined to one loop.
 *
 * <p>Every node observes. Who acts first is settled by rank, the place among the live leases in the
 * order in which they were made: rank 0 acts at once, each later one half a lease later. So the
 * next node is warmed up when the first one dies, no session of ZooKeeper has to time out, and two
 * that act at once cost a refused write.
 */
final class LeaseWatch {
  private final Map<String, WatchedLease> leases = new HashMap<>();
  private Set<String> named = Set.of();
  private boolean marksSeen;
  private boolean rowsSeen;

  /** All marks, as a reply showed them. */
  void onMarks(List<LeaseRegister.Entry> found, long sentNanos, long replyNanos) {
    marksSeen = true;
    Map<String, LeaseRegister.Entry> byIncarnation = meet(found);
    leases.forEach((id, lease) -> lease.onMark(byIncarnation.get(id), sentNanos, replyNanos));
    forgetGone();
  }

  /** All rows, as a reply showed them. */
  void onRows(List<LeaseRegister.Entry> found, long sentNanos, long replyNanos) {
    rowsSeen = true;
    Map<String, LeaseRegister.Entry> byIncarnation = meet(found);
    leases.forEach((id, lease) -> lease.onRow(byIncarnation.get(id), sentNanos, replyNanos));
    forgetGone();
  }

  /** Those whom a table names are watched, too, be their leases there or not. */
  void onNamed(List<NodeIdentity> nodes) {
    named = nodes.stream().map(NodeIdentity::incarnation).collect(toSet());
    nodes.forEach(this::watch);
  }

  /** What neither register has and no table names: else a node would keep all it ever met. */
  private void forgetGone() {
    leases.values().removeIf(l -> l.isGone() && !named.contains(l.holder().incarnation()));
  }

  private Map<String, LeaseRegister.Entry> meet(List<LeaseRegister.Entry> found) {
    Map<String, LeaseRegister.Entry> byIncarnation = new HashMap<>();
    for (LeaseRegister.Entry entry : found) {
      byIncarnation.put(entry.lease().incarnation(), entry);
      watch(entry.lease().holder());
    }
    return byIncarnation;
  }

  private void watch(NodeIdentity node) {
    leases.computeIfAbsent(node.incarnation(), unused -> new WatchedLease(node));
  }

  /** Whether both registers have been seen at all. */
  boolean isWarm() {
    return marksSeen && rowsSeen;
  }

  Optional<WatchedLease> find(String incarnation) {
    return Optional.ofNullable(leases.get(incarnation));
  }

  Collection<WatchedLease> all() {
    return leases.values();
  }

  /** The live leases, in the order in which they were made. */
  List<WatchedLease> live(long nowNanos) {
    List<WatchedLease> live = new ArrayList<>();
    for (WatchedLease lease : leases.values()) {
      if (lease.isLive(nowNanos)) {
        live.add(lease);
      }
    }
    live.sort(
        Comparator.comparingLong(WatchedLease::order)
            .thenComparing(lease -> lease.holder().incarnation()));
    return live;
  }
}
