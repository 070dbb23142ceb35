package io.seqsvr.alloc.core;

import io.seqsvr.cluster.core.Lease;
import io.seqsvr.cluster.core.LeaseRegister;
import io.seqsvr.cluster.core.RouteRegister;
import io.seqsvr.cluster.core.RoutingTable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Registers that, once told so, answer reads with what they showed last: a server that lags behind.
 * Writes go through. Thread-safe.
 */
final class LaggingCoordination {
  private final Coordination behind;
  private List<LeaseRegister.Entry> lastLeases = List.of();
  private Optional<RouteRegister.Entry> firstRoutes = Optional.empty();
  private boolean lags;
  private int reads;

  LaggingCoordination(Coordination behind) {
    this.behind = behind;
  }

  Coordination coordination() {
    return new Coordination(behind.identity(), new Marks(), behind.rows(), new Routes());
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
    public CompletableFuture<Optional<RouteRegister.Entry>> read() {
      return behind.routes().read().thenApply(this::lag);
    }

    private Optional<RouteRegister.Entry> lag(Optional<RouteRegister.Entry> now) {
      synchronized (LaggingCoordination.this) {
        reads++;
        if (firstRoutes.isEmpty()) {
          firstRoutes = now;
        }
        return lags ? firstRoutes : now;
      }
    }

    @Override
    public CompletableFuture<Boolean> create(RoutingTable table) {
      return behind.routes().create(table);
    }

    @Override
    public CompletableFuture<Boolean> replace(long registerVersion, RoutingTable next) {
      return behind.routes().replace(registerVersion, next);
    }

    @Override
    public void onChange(Runnable hint) {
      behind.routes().onChange(hint);
    }
  }

  private final class Marks implements LeaseRegister {
    @Override
    public CompletableFuture<Optional<LeaseRegister.Entry>> read(String incarnation) {
      return behind.marks().read(incarnation);
    }

    @Override
    public CompletableFuture<List<LeaseRegister.Entry>> readAll() {
      return behind.marks().readAll().thenApply(this::lag);
    }

    private List<LeaseRegister.Entry> lag(List<LeaseRegister.Entry> now) {
      synchronized (LaggingCoordination.this) {
        if (!lags) {
          lastLeases = now;
        }
        return lastLeases;
      }
    }

    @Override
    public CompletableFuture<Optional<LeaseRegister.Entry>> create(Lease lease) {
      return behind.marks().create(lease);
    }

    @Override
    public CompletableFuture<Optional<LeaseRegister.Entry>> replace(Lease next, long version) {
      return behind.marks().replace(next, version);
    }

    @Override
    public CompletableFuture<Boolean> remove(String incarnation) {
      return behind.marks().remove(incarnation);
    }
  }
}
