package io.seqsvr.cluster.core;

/** Where the cluster's identity stands, written once. Thread-safe; may block. */
public interface IdentityRegister {
  /**
   * The identity that the register holds, after writing the proposed one if it held none.
   *
   * @param proposed identity that another part of the cluster already has
   * @throws RegisterDeniedException if this process may not read or write it
   */
  ClusterIdentity readOrCreate(ClusterIdentity proposed) throws RegisterUnavailableException;
}
