package io.seqsvr.cluster.core;

/** Hears what becomes of the cluster. Called on the coordinator's loop; must not block or throw. */
public interface ClusterListener {
  /** There is a newer table than any that was told before. */
  void onRoutes(RoutingTable table);

  /** This node has ended the lease of a silent one, for good. */
  void onFenced(NodeIdentity silent);

  /** A register did not answer in time. */
  void onSilent(Register register, Throwable why);

  /** The table belongs to another cluster; this node must not serve. */
  void onMismatch(ClusterMismatchException why);
}
