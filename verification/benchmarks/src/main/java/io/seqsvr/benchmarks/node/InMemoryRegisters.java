package io.seqsvr.benchmarks.node;

import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.IdentityRegister;
import io.seqsvr.cluster.core.LeaseRegister;
import io.seqsvr.cluster.core.LeaseTerms;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.RouteRegister;
import io.seqsvr.cluster.core.RoutingTable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** All registers in memory: this node is alone. Thread-safe. */
final class InMemoryRegisters implements LeaseRegister, RouteRegister, IdentityRegister {
  private final Map<String, LeaseRegister.Entry> leases = new HashMap<>();
  private RouteRegister.@Nullable Entry routes;
  private @Nullable ClusterIdentity identity;

  @Override
  public synchronized ClusterIdentity readOrCreate(ClusterIdentity proposed) {
    if (identity == null) {
      identity = proposed;
    }
    return identity;
  }

  @Override
  public synchronized long create(NodeIdentity holder, LeaseTerms terms) {
    leases.put(holder.incarnation(), new LeaseRegister.Entry(0, terms, false));
    return 0;
  }

  @Override
  public synchronized OptionalLong renew(NodeIdentity holder, LeaseTerms terms, long version) {
    return write(holder, terms, version, false);
  }

  @Override
  public synchronized Optional<LeaseRegister.Entry> read(String incarnation) {
    return Optional.ofNullable(leases.get(incarnation));
  }

  @Override
  public synchronized boolean expire(NodeIdentity holder, LeaseTerms terms, long version) {
    return write(holder, terms, version, true).isPresent();
  }

  @Override
  public synchronized void remove(String incarnation) {
    leases.remove(incarnation);
  }

  @Override
  public synchronized Optional<RouteRegister.Entry> read() {
    return Optional.ofNullable(routes);
  }

  @Override
  public synchronized boolean create(RoutingTable table) {
    if (routes != null) {
      return false;
    }
    routes = new RouteRegister.Entry(table, 0);
    return true;
  }

  @Override
  public synchronized boolean replace(long registerVersion, RoutingTable next) {
    if (routes == null || routes.registerVersion() != registerVersion) {
      return false;
    }
    routes = new RouteRegister.Entry(next, registerVersion + 1);
    return true;
  }

  private OptionalLong write(NodeIdentity holder, LeaseTerms terms, long version, boolean expired) {
    LeaseRegister.Entry found = leases.get(holder.incarnation());
    if (found == null || found.version() != version) {
      return OptionalLong.empty();
    }
    leases.put(holder.incarnation(), new LeaseRegister.Entry(version + 1, terms, expired));
    return OptionalLong.of(version + 1);
  }
}
