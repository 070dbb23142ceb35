package io.seqsvr.cli.demo.stage;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.client.SeqClient;
import io.seqsvr.embedded.EmbeddedMariaDb;
import io.seqsvr.embedded.EmbeddedZooKeeper;
import io.seqsvr.embedded.MariaDbConfig;
import io.seqsvr.embedded.Ports;
import io.seqsvr.embedded.ZooKeeperConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The sequence service on this machine: database and ZooKeeper in the care of this process, a store
 * and one alloc node or several as processes of their own, on free ports. The guard ends all of it.
 */
public final class SeqTiers {
  private static final String DATABASE = "seqsvr";
  private static final Duration LOOK = Duration.ofMillis(50);

  /** Looks before nodes that do not share the sections evenly are given up: a minute. */
  private static final int LOOKS = 1_200;

  private final TierCommands commands;
  private final EmbeddedMariaDb database;
  private final List<String> addresses = new ArrayList<>();
  private final List<ChildTier> nodes = new ArrayList<>();

  private SeqTiers(TierCommands commands, EmbeddedMariaDb database) {
    this.commands = commands;
    this.database = database;
  }

  /**
   * Starts everything; returns when it is ready.
   *
   * @param directory data; created if missing
   * @param nodeCount alloc nodes, at least 1
   * @param moreDatabases names of databases that others need
   */
  public static SeqTiers start(
      TierCommands commands, Path directory, int nodeCount, String... moreDatabases)
      throws CommandFailedException, IOException, InterruptedException {
    List<String> databases = new ArrayList<>(List.of(DATABASE));
    databases.addAll(List.of(moreDatabases));
    EmbeddedMariaDb database =
        EmbeddedMariaDb.start(
            MariaDbConfig.of(directory.resolve("mariadb"), databases.toArray(String[]::new)));
    commands.guard().holdFoundation(database::close);
    EmbeddedZooKeeper zooKeeper =
        EmbeddedZooKeeper.start(ZooKeeperConfig.of(directory.resolve("zookeeper")));
    commands.guard().holdFoundation(zooKeeper::close);
    SeqTiers tiers = new SeqTiers(commands, database);
    tiers.start(zooKeeper, nodeCount);
    return tiers;
  }

  /** The one database server. */
  public EmbeddedMariaDb database() {
    return database;
  }

  /** Where clients call, {@code host:port} of each alloc node. */
  public List<String> addresses() {
    return List.copyOf(addresses);
  }

  /** The alloc nodes; the name of each is its node id, if there are several. */
  public List<ChildTier> nodes() {
    return List.copyOf(nodes);
  }

  /** The alloc node of a name. */
  public ChildTier node(String name) {
    return nodes.stream().filter(node -> node.name().equals(name)).findFirst().orElseThrow();
  }

  /**
   * Waits until the nodes share the sections evenly: they come one after the other, and what moves
   * then moves step by step.
   *
   * @throws CommandFailedException if that takes more than a minute, or a node ends
   */
  public SectionOwners awaitLevel(SeqClient client)
      throws CommandFailedException, InterruptedException {
    for (int look = 0; look < LOOKS; look++) {
      SectionOwners owners = SectionOwners.of(client.routes());
      if (owners.isLevel(nodes.size())) {
        return owners;
      }
      nodes.get(look % nodes.size()).watch(LOOK);
    }
    throw new CommandFailedException(
        "the " + nodes.size() + " alloc nodes do not share the sections evenly after a minute");
  }

  /** Tells all alloc nodes to end, at once: else each would hand its sections on to the next. */
  public void beginToStop() {
    nodes.forEach(ChildTier::beginToStop);
  }

  private void start(EmbeddedZooKeeper zooKeeper, int nodeCount)
      throws CommandFailedException, IOException, InterruptedException {
    int store = Ports.free();
    TierSettings storeSettings =
        new TierSettings()
            .database("seqsvr.store", database, DATABASE)
            .listen("seqsvr.store.grpc", "spring.grpc.server", store);
    Map<String, String> secrets = Map.of("SEQSVR_STORE_DATABASE_PASSWORD", database.password());
    commands.tier("store", "store service", "store.log", storeSettings, secrets).restart();
    for (int i = 0; i < nodeCount; i++) {
      String id = "alloc-" + (i + 1);
      int grpc = Ports.free();
      TierSettings settings =
          new TierSettings()
              .set("seqsvr.alloc.node-id", id)
              .set("seqsvr.alloc.zookeeper.connect-string", zooKeeper.connectString())
              .set("seqsvr.alloc.stores", TierSettings.HOST + ":" + store)
              .listen("seqsvr.alloc.grpc", "spring.grpc.server", grpc)
              .listen("seqsvr.alloc.http", "server", Ports.free())
              .listen("seqsvr.alloc.management", "management.server", Ports.free());
      boolean alone = nodeCount == 1;
      nodes.add(
          commands.tier(
              "alloc",
              alone ? "alloc service" : id,
              (alone ? "alloc" : id) + ".log",
              settings,
              Map.of("SEQSVR_ALLOC_ZOOKEEPER_CREDENTIALS", zooKeeper.credentials())));
      addresses.add(TierSettings.HOST + ":" + grpc);
    }
    for (ChildTier node : nodes) {
      node.start();
    }
    for (ChildTier node : nodes) {
      node.awaitReady();
    }
  }
}
