package io.seqsvr.failover.cluster;

import io.seqsvr.failover.database.TestDatabase;
import io.seqsvr.failover.process.Child;
import io.seqsvr.failover.process.Children;
import io.seqsvr.failover.process.DrillFailedException;
import io.seqsvr.failover.process.Patience;
import io.seqsvr.failover.zookeeper.Ensemble;
import io.seqsvr.failover.zookeeper.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A database, a ZooKeeper ensemble, stores and alloc nodes, each a process of its own. Confined to
 * one thread, but for {@link #close}.
 */
public final class Cluster implements AutoCloseable {
  private static final List<String> PEER_JVM =
      List.of(
          "-Xshare:auto",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Xmx256m",
          // The program's jars decide where log lines go, and silence is what they choose.
          "-Dseqsvr.log.output=STANDARD_ERROR");

  private final ClusterPlan plan;
  private final Children children;
  private final Patience patience;
  private final Program program;
  private final TestDatabase database;
  private final Ensemble ensemble;
  private final Stores stores;
  private final List<AllocNode> nodes = new ArrayList<>();

  /** The database is no child of {@link Children}; it must not outlive this process either. */
  private final Thread hook;

  private Cluster(
      ClusterPlan plan,
      Children children,
      Patience patience,
      TestDatabase database,
      Ensemble ensemble) {
    this.plan = plan;
    this.children = children;
    this.patience = patience;
    this.program = new Program(plan.lib(), plan.jvm());
    this.database = database;
    this.ensemble = ensemble;
    this.stores = new Stores(program, plan, database, children, patience);
    this.hook = new Thread(database::close, "failover-database-end");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts everything; returns when every process is ready.
   *
   * @param directory for data; created if missing
   * @param logs for the processes' output; created if missing
   */
  public static Cluster start(ClusterPlan plan, Path directory, Path logs, Patience patience)
      throws Exception {
    Files.createDirectories(directory);
    Children children = new Children(logs);
    TestDatabase database = null;
    try {
      database = TestDatabase.start(directory.resolve("database"));
      Program program = new Program(plan.lib(), plan.jvm());
      Ensemble ensemble =
          Ensemble.start(
              ClusterPlan.PEERS,
              plan.tickMillis(),
              directory,
              program.java(PEER_JVM),
              children,
              patience);
      Cluster cluster = new Cluster(plan, children, patience, database, ensemble);
      cluster.startTiers();
      return cluster;
    } catch (Throwable e) {
      children.close();
      if (database != null) {
        database.close();
      }
      throw e;
    }
  }

  private void startTiers() throws IOException, DrillFailedException, InterruptedException {
    stores.start();
    for (int i = 1; i <= plan.allocs(); i++) {
      nodes.add(new AllocNode("alloc-" + i, ways(), this::launch, patience));
    }
    for (AllocNode node : nodes) {
      node.launch();
    }
    for (AllocNode node : nodes) {
      node.start();
    }
  }

  private AllocNode.Ways ways() throws IOException {
    List<Relay> relays = new ArrayList<>();
    List<String> peers = new ArrayList<>();
    for (Peer peer : ensemble.peers()) {
      peers.add(address(peer.clientPort(), relays));
    }
    List<String> storeAddresses = new ArrayList<>();
    for (int port : stores.ports()) {
      storeAddresses.add(address(port, relays));
    }
    return new AllocNode.Ways(
        String.join(",", peers), String.join(",", storeAddresses), List.copyOf(relays));
  }

  private String address(int port, List<Relay> relays) throws IOException {
    if (!plan.relayed()) {
      return "127.0.0.1:" + port;
    }
    Relay relay = Relay.to(port);
    relays.add(relay);
    return relay.address();
  }

  private Child launch(AllocNode node) throws IOException {
    Map<String, String> settings = new TreeMap<>();
    settings.put("seqsvr.alloc.node-id", node.id());
    settings.put("seqsvr.alloc.stores", node.ways().stores());
    settings.put("seqsvr.alloc.zookeeper.connect-string", node.ways().zooKeeper());
    settings.put("seqsvr.alloc.lease", plan.lease().toMillis() + "ms");
    settings.put("seqsvr.alloc.grpc.port", "" + node.grpcPort());
    settings.put("seqsvr.alloc.http.port", "" + node.httpPort());
    settings.put("seqsvr.alloc.management.port", "" + node.managementPort());
    settings.putAll(plan.settings());
    return children.start(node.id(), program.tier("alloc", settings), Map.of());
  }

  /** What was started. */
  public ClusterPlan plan() {
    return plan;
  }

  /** All alloc nodes, in the order of their ids. */
  public List<AllocNode> nodes() {
    return List.copyOf(nodes);
  }

  /** Addresses of all alloc nodes. */
  public List<String> addresses() {
    return nodes.stream().map(AllocNode::address).collect(Collectors.toList());
  }

  /** The ZooKeeper servers. */
  public Ensemble ensemble() {
    return ensemble;
  }

  /** The store tier. */
  public Stores stores() {
    return stores;
  }

  /** The database. */
  public TestDatabase database() {
    return database;
  }

  @Override
  public void close() {
    try {
      for (AllocNode node : nodes) {
        node.close();
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot close a relay", e);
    } finally {
      children.close();
      database.close();
      removeHook();
    }
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The hook runs already, and finds nothing left to do.
      return;
    }
  }
}
