package io.seqsvr.cluster.core;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Where the routing table stands. Thread-safe; no method blocks, and each future ends within a
 * bounded time as those of {@link LeaseRegister} do.
 */
public interface RouteRegister {
  /**
   * The table as it stands.
   *
   * @param registerVersion names this state of the register to {@link #replace}
   */
  record Entry(RoutingTable table, long registerVersion) {}

  /** The table, if one was ever written; may be an earlier one than the latest. */
  CompletableFuture<Optional<Entry>> read();

  /**
   * Writes the first table; false if there is one already. Makes sure before that that the register
   * is known to be the cluster's: where a table is missing while nodes serve, the identity may be
   * missing, too, and whoever came next with another store would be taken for one of them.
   *
   * <p>Ends exceptionally with {@link ClusterMismatchException} if it is another cluster's.
   */
  CompletableFuture<Boolean> create(RoutingTable table);

  /** Replaces the table; false if the register is not in that state any more. */
  CompletableFuture<Boolean> replace(long registerVersion, RoutingTable next);

  /**
   * Names who is told that the table may have changed since the last read. A hint: it can come too
   * often, late or never.
   */
  void onChange(Runnable hint);
}
