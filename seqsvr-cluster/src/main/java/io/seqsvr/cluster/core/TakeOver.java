package io.seqsvr.cluster.core;

import io.seqsvr.api.time.MonotonicClock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Keeps the routing table pointing at live incarnations: writes the first table, and moves the
 * sections of an incarnation whose lease is over to this node. Any number of nodes may do so at
 * once; each write is conditional, so one of them wins.
 *
 * <p>An incarnation has departed if its lease was removed, was ended by an observer, or has stood
 * unmoved for longer than it can hold, counted on this process's clock alone.
 *
 * <p>Confined to one thread.
 */
public final class TakeOver {
  private final RouteRegister routes;
  private final LeaseRegister leases;
  private final MonotonicClock clock;
  private final Map<String, LeaseObservation> observations = new HashMap<>();

  public TakeOver(RouteRegister routes, LeaseRegister leases, MonotonicClock clock) {
    this.routes = routes;
    this.leases = leases;
    this.clock = clock;
  }

  /**
   * Looks once at the table and at the leases of those whom it names. To be called several times in
   * the length of a lease.
   *
   * @param self this node, whose lease is written already
   * @param cluster identity that the table must have
   * @param firstVersion tells the version of the first table, if none was ever written or all was
   *     lost
   * @return the table as it stands now, empty if another node has just written it
   * @throws ClusterMismatchException if the table belongs to another cluster
   */
  public Optional<RoutingTable> look(
      NodeIdentity self, ClusterIdentity cluster, LongSupplier firstVersion)
      throws RegisterUnavailableException {
    Optional<RouteRegister.Entry> found = routes.read();
    if (found.isEmpty()) {
      RoutingTable first = RoutingTable.first(firstVersion.getAsLong(), cluster, self);
      return routes.create(first) ? Optional.of(first) : Optional.empty();
    }
    RouteRegister.Entry entry = found.get();
    if (!entry.table().cluster().equals(cluster)) {
      throw new ClusterMismatchException(entry.table().cluster(), cluster);
    }
    for (NodeIdentity node : entry.table().nodes()) {
      if (!node.incarnation().equals(self.incarnation()) && hasDeparted(node)) {
        return takeOver(entry, node, self);
      }
    }
    return Optional.of(entry.table());
  }

  private boolean hasDeparted(NodeIdentity node) throws RegisterUnavailableException {
    Optional<LeaseRegister.Entry> found = leases.read(node.incarnation());
    long replyNanos = clock.nanoTime();
    if (found.isEmpty() || found.get().expired()) {
      return true;
    }
    LeaseRegister.Entry lease = found.get();
    LeaseObservation observation =
        observations.computeIfAbsent(node.incarnation(), unused -> new LeaseObservation());
    return observation.onSeen(lease.version(), lease.terms(), replyNanos)
        && leases.expire(node, lease.terms(), lease.version());
  }

  private Optional<RoutingTable> takeOver(
      RouteRegister.Entry entry, NodeIdentity departed, NodeIdentity self)
      throws RegisterUnavailableException {
    RoutingTable next = entry.table().withTakenOver(departed.incarnation(), self);
    if (!routes.replace(entry.registerVersion(), next)) {
      return Optional.empty();
    }
    observations.remove(departed.incarnation());
    leases.remove(departed.incarnation());
    return Optional.of(next);
  }
}
