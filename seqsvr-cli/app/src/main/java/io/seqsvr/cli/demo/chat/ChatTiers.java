package io.seqsvr.cli.demo.chat;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.demo.stage.ChildService;
import io.seqsvr.cli.demo.stage.ServiceGuard;
import io.seqsvr.embedded.EmbeddedMariaDb;
import io.seqsvr.embedded.EmbeddedZooKeeper;
import io.seqsvr.embedded.MariaDbConfig;
import io.seqsvr.embedded.ZooKeeperConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The whole path on this machine: database and ZooKeeper in the care of this process, store, alloc
 * and message tier as processes of their own, on free ports. The guard ends all of it.
 */
final class ChatTiers {
  private static final String HOST = "127.0.0.1";
  private static final String SEQ_DATABASE = "seqsvr";
  private static final String MESSAGE_DATABASE = "seqsvr_message";

  private final List<String> program;
  private final Path directory;
  private final Path logs;
  private final ServiceGuard guard;
  private final List<Victim> victims;
  private final Ports ports;

  private ChatTiers(
      List<String> program, Path directory, Path logs, ServiceGuard guard, Ports ports) {
    this.program = List.copyOf(program);
    this.directory = directory;
    this.logs = logs;
    this.guard = guard;
    this.ports = ports;
    this.victims = new ArrayList<>();
  }

  /** What listens where. */
  private record Ports(int store, int alloc, int http, int management, int message) {
    static Ports find() throws IOException {
      List<Integer> free = FreePorts.find(5);
      return new Ports(free.get(0), free.get(1), free.get(2), free.get(3), free.get(4));
    }
  }

  /**
   * Starts everything; returns when it is ready.
   *
   * @param program the command that runs this program again
   * @param directory data; created if missing
   * @param logs existing directory for what the tiers say
   */
  static ChatTiers start(List<String> program, Path directory, Path logs, ServiceGuard guard)
      throws CommandFailedException, IOException, InterruptedException {
    ChatTiers tiers = new ChatTiers(program, directory, logs, guard, Ports.find());
    tiers.start();
    return tiers;
  }

  /** Where clients call. */
  String address() {
    return HOST + ":" + ports.message();
  }

  /** What may be killed: the message tier, then the alloc tier. */
  List<Victim> victims() {
    return List.copyOf(victims);
  }

  private void start() throws CommandFailedException, IOException, InterruptedException {
    EmbeddedMariaDb database =
        EmbeddedMariaDb.start(
            MariaDbConfig.of(directory.resolve("mariadb"), SEQ_DATABASE, MESSAGE_DATABASE));
    guard.holdFoundation(database::close);
    EmbeddedZooKeeper zooKeeper =
        EmbeddedZooKeeper.start(ZooKeeperConfig.of(directory.resolve("zookeeper")));
    guard.holdFoundation(zooKeeper::close);
    tier("store", storeSettings(database), password("STORE", database)).restart();
    ChildTier alloc =
        tier(
            "alloc",
            allocSettings(zooKeeper),
            Map.of("SEQSVR_ALLOC_ZOOKEEPER_CREDENTIALS", zooKeeper.credentials()));
    alloc.restart();
    ChildTier message = tier("message", messageSettings(database), password("MESSAGE", database));
    message.restart();
    victims.add(message);
    victims.add(alloc);
  }

  private ChildTier tier(
      String command, Map<String, String> settings, Map<String, String> secrets) {
    List<String> line = new ArrayList<>(program);
    line.add(command);
    line.add("--exit-with-parent");
    settings.forEach((key, value) -> line.addAll(List.of("--set", key + "=" + value)));
    Path log = logs.resolve(command + ".log");
    return new ChildTier(new ChildService.Launch(command + " service", line, secrets, log), guard);
  }

  private Map<String, String> storeSettings(EmbeddedMariaDb database) {
    Map<String, String> settings = databaseSettings("seqsvr.store", database, SEQ_DATABASE);
    listen(settings, "seqsvr.store.grpc", "spring.grpc.server", ports.store());
    return settings;
  }

  private Map<String, String> allocSettings(EmbeddedZooKeeper zooKeeper) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("seqsvr.alloc.zookeeper.connect-string", zooKeeper.connectString());
    settings.put("seqsvr.alloc.stores", HOST + ":" + ports.store());
    listen(settings, "seqsvr.alloc.grpc", "spring.grpc.server", ports.alloc());
    listen(settings, "seqsvr.alloc.http", "server", ports.http());
    listen(settings, "seqsvr.alloc.management", "management.server", ports.management());
    return settings;
  }

  private Map<String, String> messageSettings(EmbeddedMariaDb database) {
    Map<String, String> settings = databaseSettings("seqsvr.message", database, MESSAGE_DATABASE);
    settings.put("seqsvr.message.allocs", HOST + ":" + ports.alloc());
    // A last push that got lost is missed at a heartbeat: not half a minute at the end of a demo.
    settings.put("seqsvr.message.delivery.heartbeat", "5s");
    listen(settings, "seqsvr.message.grpc", "spring.grpc.server", ports.message());
    return settings;
  }

  /** Not on the command line, which every user of the machine can read. */
  private static Map<String, String> password(String tier, EmbeddedMariaDb database) {
    return Map.of("SEQSVR_" + tier + "_DATABASE_PASSWORD", database.password());
  }

  private static Map<String, String> databaseSettings(
      String prefix, EmbeddedMariaDb database, String name) {
    Map<String, String> settings = new TreeMap<>();
    settings.put(prefix + ".database.url", database.jdbcUrl(name));
    settings.put(prefix + ".database.username", database.user());
    return settings;
  }

  /** By our key and by Spring's, which {@code SERVER_PORT} and its like would set else. */
  private static void listen(
      Map<String, String> settings, String ourKey, String springKey, int port) {
    for (String key : List.of(ourKey, springKey)) {
      settings.put(key + ".address", HOST);
      settings.put(key + ".port", Integer.toString(port));
    }
  }
}
