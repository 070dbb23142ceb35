package io.seqsvr.cluster.core;

import java.util.Optional;

/**
 * Where the routing table stands. Thread-safe; each method may block until the register answers or
 * its own timeout has passed.
 */
public interface RouteRegister {
  /**
   * The table as it stands.
   *
   * @param registerVersion names this state of the register to {@link #replace}
   */
  record Entry(RoutingTable table, long registerVersion) {}

  /** The table, if one was ever written. */
  Optional<Entry> read() throws RegisterUnavailableException;

  /**
   * Writes the first table.
   *
   * @return false if there is one already
   */
  boolean create(RoutingTable table) throws RegisterUnavailableException;

  /**
   * Replaces the table.
   *
   * @return false if the register is not in that state any more
   */
  boolean replace(long registerVersion, RoutingTable next) throws RegisterUnavailableException;
}
