package io.seqsvr.cluster.core;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The routing table as this node knows it: the newest one it has seen, and the state of the
 * register, which can be an older one if a server lags behind or the tree was restored.
 *
 * <p>Confined to one loop.
 */
final class RouteView {
  private final ClusterIdentity cluster;
  private @Nullable RoutingTable newest;
  private boolean read;
  private Optional<RouteRegister.Entry> register = Optional.empty();

  RouteView(ClusterIdentity cluster) {
    this.cluster = cluster;
  }

  /**
   * A read was answered.
   *
   * @return the table, if it is newer than all before
   * @throws ClusterMismatchException if it belongs to another cluster
   */
  Optional<RoutingTable> onRead(Optional<RouteRegister.Entry> found) {
    if (found.isPresent() && !found.get().table().cluster().equals(cluster)) {
      throw new ClusterMismatchException(found.get().table().cluster(), cluster);
    }
    read = true;
    register = found;
    return found.map(RouteRegister.Entry::table).filter(this::isNewer);
  }

  /** Remembers a table that was read or written; false if it is no newer than one before. */
  boolean onNewest(RoutingTable table) {
    boolean newer = isNewer(table);
    if (newer) {
      newest = table;
    }
    return newer;
  }

  /** Whether the register was read at all. */
  boolean isRead() {
    return read;
  }

  /** What is to be replaced; empty if there is no table. */
  Optional<RouteRegister.Entry> register() {
    return register;
  }

  /**
   * Whether the register shows an older table than was seen, or another one of the same version, as
   * after the tree was lost: a newer one has to be written.
   */
  boolean isBehind() {
    RoutingTable known = newest;
    return known != null && read && register.map(entry -> isBehind(entry, known)).orElse(true);
  }

  private static boolean isBehind(RouteRegister.Entry entry, RoutingTable known) {
    long version = entry.table().version();
    return version < known.version()
        || (version == known.version() && !entry.table().equals(known));
  }

  /** The owners by the newest table. */
  List<Optional<NodeIdentity>> owners() {
    return newest == null
        ? Collections.nCopies(cluster.sectionCount(), Optional.empty())
        : newest.owners();
  }

  /** The nodes that the newest table names. */
  List<NodeIdentity> nodes() {
    return newest == null ? List.of() : newest.nodes();
  }

  /** A table with these owners, newer than every one seen, and of no lower version than that. */
  RoutingTable following(List<Optional<NodeIdentity>> owners, LongSupplier lowestVersion) {
    long next = newest == null ? 1 : newest.version() + 1;
    return RoutingTable.of(Math.max(next, lowestVersion.getAsLong()), cluster, owners);
  }

  private boolean isNewer(RoutingTable table) {
    return newest == null || table.version() > newest.version();
  }
}
