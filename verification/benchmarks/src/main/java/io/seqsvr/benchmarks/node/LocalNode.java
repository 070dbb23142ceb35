package io.seqsvr.benchmarks.node;

import io.seqsvr.alloc.core.AllocNode;
import io.seqsvr.alloc.core.AllocSettings;
import io.seqsvr.alloc.core.Allocator;
import io.seqsvr.alloc.core.Coordination;
import io.seqsvr.alloc.core.NodeLoops;
import io.seqsvr.alloc.core.ReservePolicy;
import io.seqsvr.alloc.core.SectionStore;
import io.seqsvr.api.key.ConversationKey;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.InMemoryLeases;
import io.seqsvr.cluster.core.InMemoryRoutes;
import io.seqsvr.cluster.core.LeaseTerms;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.RandomId;
import io.seqsvr.cluster.core.Share;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;

/**
 * A real node that is alone in its cluster and serves every section, with the settings that it has
 * by default. Its lease is renewed as always, in a register in memory. Thread-safe.
 */
public final class LocalNode implements AutoCloseable {
  /** The defaults of conf/alloc.yml; a test compares them. */
  static final AllocSettings SETTINGS =
      new AllocSettings(
          new ReservePolicy(10_000, 1_000_000),
          1_000,
          1_000,
          16,
          16_384,
          65_536,
          LeaseTerms.of(Duration.ofSeconds(1)));

  private static final int SECTIONS = 1_024;
  private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(1).toNanos();

  private final AllocNode node;
  private final CountingObserver observer;

  private LocalNode(AllocNode node, CountingObserver observer) {
    this.node = node;
    this.observer = observer;
  }

  /** The identity of a new cluster with as many sections as it has by default. */
  public static ClusterIdentity newCluster() {
    return new ClusterIdentity(RandomId.next(), SECTIONS, ConversationKey.HASH_NAME);
  }

  /**
   * Blocks until the node serves.
   *
   * @throws IllegalStateException if it does not within 30 s
   */
  public static LocalNode start(SectionStore store, MonotonicClock clock) {
    InMemoryRoutes routes = new InMemoryRoutes();
    InMemoryLeases leases = new InMemoryLeases();
    CountingObserver observer = new CountingObserver();
    AllocNode node =
        new AllocNode(
            new NodeIdentity("alone", RandomId.next(), "127.0.0.1:1"),
            Share.NORMAL,
            SETTINGS,
            store,
            new Coordination(routes, new InMemoryLeases(), unused -> leases, routes),
            clock,
            InstantSource.system(),
            observer,
            NodeLoops.ofThreads());
    node.start();
    long sinceNanos = clock.nanoTime();
    while (!node.isServing()) {
      if (clock.nanoTime() - sinceNanos > PATIENCE_NANOS) {
        node.close();
        throw new IllegalStateException("the node does not serve");
      }
      LockSupport.parkNanos(node, LOOK_AGAIN_NANOS);
    }
    return new LocalNode(node, observer);
  }

  /** Serves calls. */
  public Allocator allocator() {
    return node.allocator();
  }

  /**
   * Ends the run if something went wrong beside the calls.
   *
   * @throws IllegalStateException if a section was lost or halted, the store did not answer, or
   *     something unexpected happened
   */
  public void checkUndisturbed() {
    observer.check();
  }

  @Override
  public void close() {
    node.close();
  }
}
