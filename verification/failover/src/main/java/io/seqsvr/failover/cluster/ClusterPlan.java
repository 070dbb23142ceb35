package io.seqsvr.failover.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What is started.
 *
 * @param lib directory of the packaged program's jars
 * @param allocs nodes of the alloc tier
 * @param stores processes of the store tier
 * @param sections of the cluster, a power of two
 * @param lease of every alloc node
 * @param tickMillis ZooKeeper's unit of time
 * @param relayed whether alloc nodes reach ZooKeeper and stores through relays that can be cut
 * @param evenness how far a node's number of sections may be from the mean, as a part of it; 1 for
 *     builds in which one node owns everything
 * @param jvm arguments of the services' virtual machines
 * @param settings of alloc nodes, by name; win over those that follow from the rest
 */
public record ClusterPlan(
    Path lib,
    int allocs,
    int stores,
    int sections,
    Duration lease,
    int tickMillis,
    boolean relayed,
    double evenness,
    List<String> jvm,
    Map<String, String> settings) {
  /** Servers of the ZooKeeper ensemble. */
  static final int PEERS = 3;

  /** Copies, and checks what would fail later in a way that is hard to read. */
  public ClusterPlan {
    jvm = List.copyOf(jvm);
    settings = Map.copyOf(settings);
    if (allocs < 1 || stores < 1) {
      throw new IllegalArgumentException("need a node of each tier: " + allocs + ", " + stores);
    }
    if (!lib.toFile().isDirectory()) {
      throw new IllegalArgumentException("the program is not packaged: no directory " + lib);
    }
  }

  /** The same with so many alloc nodes. */
  public ClusterPlan withAllocs(int newAllocs) {
    return new ClusterPlan(
        lib, newAllocs, stores, sections, lease, tickMillis, relayed, evenness, jvm, settings);
  }

  /** The same with relays between alloc nodes and what they depend on. */
  public ClusterPlan withRelays() {
    return new ClusterPlan(
        lib, allocs, stores, sections, lease, tickMillis, true, evenness, jvm, settings);
  }
}
