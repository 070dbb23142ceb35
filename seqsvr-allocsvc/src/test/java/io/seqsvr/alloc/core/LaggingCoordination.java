package io.seqsvr.alloc.core;

import io.seqsvr.cluster.core.LeaseRegister;
import io.seqsvr.cluster.core.LeaseTerms;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.RegisterUnavailableException;
import io.seqsvr.cluster.core.RouteRegister;
import io.seqsvr.cluster.core.RoutingTable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Registers that, once told so, answer reads with what they showed first: a server that lags
 * behind. Writes go through. Thread-safe.
 */
final class LaggingCoordination {
  private final Coordination behind;
  private final Map<String, Optional<LeaseRegister.Entry>> firstLeases = new HashMap<>();
  private Optional<RouteRegister.Entry> firstRoutes = Optional.empty();
  private boolean lags;
  private int reads;

  LaggingCoordination(Coordination behind) {
    this.behind = behind;
  }

  Coordination coordination() {
    return new Coordination(behind.identity(), new Leases(), new Routes());
  }

  /** From now on reads lag; returns how often the table was read so far. */
  synchronized int lagNow() {
    lags = true;
    return reads;
  }

  /** How often the table was read. */
  synchronized int reads() {
    return reads;
  }

  private final class Routes implements RouteRegister {
    @Override
    public Optional<RouteRegister.Entry> read() throws RegisterUnavailableException {
      Optional<RouteRegister.Entry> now = behind.routes().read();
      synchronized (LaggingCoordination.this) {
        reads++;
        if (firstRoutes.isEmpty()) {
          firstRoutes = now;
        }
        return lags ? firstRoutes : now;
      }
    }

    @Override
    public boolean create(RoutingTable table) throws RegisterUnavailableException {
      return behind.routes().create(table);
    }

    @Override
    public boolean replace(long registerVersion, RoutingTable next)
        throws RegisterUnavailableException {
      return behind.routes().replace(registerVersion, next);
    }
  }

  private final class Leases implements LeaseRegister {
    @Override
    public Optional<LeaseRegister.Entry> read(String incarnation)
        throws RegisterUnavailableException {
      Optional<LeaseRegister.Entry> now = behind.leases().read(incarnation);
      synchronized (LaggingCoordination.this) {
        Optional<LeaseRegister.Entry> first =
            firstLeases.computeIfAbsent(incarnation, unused -> now);
        return lags ? first : now;
      }
    }

    @Override
    public long create(NodeIdentity holder, LeaseTerms terms) throws RegisterUnavailableException {
      return behind.leases().create(holder, terms);
    }

    @Override
    public OptionalLong renew(NodeIdentity holder, LeaseTerms terms, long version)
        throws RegisterUnavailableException {
      return behind.leases().renew(holder, terms, version);
    }

    @Override
    public boolean expire(NodeIdentity holder, LeaseTerms terms, long version)
        throws RegisterUnavailableException {
      return behind.leases().expire(holder, terms, version);
    }

    @Override
    public void remove(String incarnation) throws RegisterUnavailableException {
      behind.leases().remove(incarnation);
    }
  }
}
