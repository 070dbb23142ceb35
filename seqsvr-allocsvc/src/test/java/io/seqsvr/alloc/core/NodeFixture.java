package io.seqsvr.alloc.core;

import static org.awaitility.Awaitility.await;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.LeaseTerms;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.RandomId;
import io.seqsvr.cluster.core.Share;
import io.seqsvr.cluster.zookeeper.ZooKeeperIdentityRegister;
import io.seqsvr.cluster.zookeeper.ZooKeeperLeaseRegister;
import io.seqsvr.cluster.zookeeper.ZooKeeperRouteRegister;
import io.seqsvr.cluster.zookeeper.ZooKeeperSession;
import io.seqsvr.embedded.Ports;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.curator.test.TestingServer;

/** Nodes over a store in memory and a real ZooKeeper server. Close it in the end. */
public final class NodeFixture implements AutoCloseable {
  public static final long STEP = 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  public final ClusterIdentity cluster;
  public final QuietObserver observer = new QuietObserver();
  public final AllocSettings settings;
  final InMemoryStore store;
  final TestingServer zookeeper;
  private final List<Runnable> closeables = new ArrayList<>();
  private String credentials = "";

  /** With leases that last through the pauses of a busy machine. */
  public NodeFixture() throws Exception {
    this(8, Duration.ofSeconds(1));
  }

  NodeFixture(int sections, Duration lease) throws Exception {
    cluster = new ClusterIdentity(RandomId.next(), sections, "xxh3-64");
    store = new InMemoryStore(cluster);
    settings =
        new AllocSettings(
            new ReservePolicy(STEP, 4 * STEP),
            500,
            1_000,
            16,
            1 << 14,
            1 << 12,
            LeaseTerms.of(lease));
    // Not one of the kernel's: it has to be free still when the server comes back on it.
    zookeeper = new TestingServer(Ports.free());
  }

  /** What nodes that are started from now on show to ZooKeeper; empty for nothing. */
  void setCredentials(String userAndPassword) {
    credentials = userAndPassword;
  }

  /** A started node that may not serve yet. */
  AllocNode startNode(String id) {
    return startNode(id, store);
  }

  AllocNode startNode(String id, SectionStore over) {
    return startNode(id, over, coordination -> coordination);
  }

  /** A session as a node has it, for the caller to close. */
  ZooKeeperSession session() {
    return ZooKeeperSession.open(
        zookeeper.getConnectString(), "/seqsvr", Duration.ofSeconds(1), credentials);
  }

  AllocNode startNode(String id, SectionStore over, UnaryOperator<Coordination> between) {
    ZooKeeperSession session = session();
    AllocNode node =
        new AllocNode(
            new NodeIdentity(id, RandomId.next(), "127.0.0.1:1"),
            Share.NORMAL,
            settings,
            over,
            between.apply(
                new Coordination(
                    new ZooKeeperIdentityRegister(session),
                    new ZooKeeperLeaseRegister(session, "alloc"),
                    unused -> store.leases,
                    new ZooKeeperRouteRegister(session, "alloc"))),
            MonotonicClock.system(),
            InstantSource.system(),
            observer,
            NodeLoops.ofThreads());
    closeables.add(0, session::close);
    closeables.add(0, node::close);
    node.start();
    return node;
  }

  /** From now on the store answers no call, or every one. */
  public void setStoreDown(boolean isDown) {
    store.setDown(isDown);
  }

  /** A node that serves every section. */
  public AllocNode servingNode(String id) {
    AllocNode node = startNode(id);
    awaitServing(node);
    return node;
  }

  void awaitServing(AllocNode node) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                node.isServing()
                    && node.routes().orElseThrow().nodes().size() == 1
                    && serves(node));
  }

  private static boolean serves(AllocNode node) {
    try {
      node.allocator().current(1);
      return true;
    } catch (SeqsvrException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    store.setDown(false);
    closeables.forEach(Runnable::run);
    zookeeper.close();
  }
}
