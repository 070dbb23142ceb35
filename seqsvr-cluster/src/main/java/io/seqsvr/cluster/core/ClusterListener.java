package io.seqsvr.cluster.core;

/** Hears what becomes of the cluster. Called on the coordinator's loop; must not block or throw. */
public interface ClusterListener {
  /** There is a newer table than any that was told before. */
  void onRoutes(RoutingTable table);

  /** This node has marked the lease of a silent one EXPIRED, which can be undone by that one. */
  void onExpired(NodeIdentity silent);

  /**
   * A write about the lease of a silent node was refused: the lease has moved, or somebody else was
   * first. It is watched from the beginning.
   */
  void onRefused(Register register, NodeIdentity silent);

  /** This node has ended the lease of a silent one, for good. */
  void onFenced(NodeIdentity silent);

  /**
   * Whether the register of rows answers this node, told again and again. Silence is told once it
   * has lasted for a lease and the time between two reads.
   */
  void onReach(boolean reached);

  /** A register did not answer in time. */
  void onSilent(Register register, Throwable why);

  /** The table belongs to another cluster; this node must not serve. */
  void onMismatch(ClusterMismatchException why);
}
