package io.seqsvr.cluster.core;

/**
 * The registers through which nodes agree, as they are named to those who hear of their silence.
 */
public enum Register {
  /** Leases in ZooKeeper. */
  MARKS,
  /** Leases in the store. */
  ROWS,
  /** The routing table in ZooKeeper. */
  ROUTES
}
