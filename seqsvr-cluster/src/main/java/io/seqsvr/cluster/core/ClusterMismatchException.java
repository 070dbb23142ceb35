package io.seqsvr.cluster.core;

import java.io.Serial;

/** Two parts that belong to different clusters, or disagree on what is fixed for ever. */
public final class ClusterMismatchException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * A mismatch.
   *
   * @param found what the register holds
   * @param expected what this process knows from elsewhere
   */
  public ClusterMismatchException(ClusterIdentity found, ClusterIdentity expected) {
    super(
        "the coordination tree belongs to "
            + describe(found)
            + ", the store to "
            + describe(expected));
  }

  private static String describe(ClusterIdentity cluster) {
    return "cluster "
        + cluster.id()
        + " ("
        + cluster.sectionCount()
        + " sections, "
        + cluster.hash()
        + ")";
  }
}
