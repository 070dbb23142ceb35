package io.seqsvr.cli.tiers;

import io.seqsvr.alloc.config.AllocServer;
import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.server.PortPlan;
import io.seqsvr.cli.server.TierPlan;
import io.seqsvr.cli.server.Tiers;
import io.seqsvr.embedded.DataDirectory;
import io.seqsvr.embedded.DataDirectoryInUseException;
import io.seqsvr.embedded.EmbeddedMariaDb;
import io.seqsvr.embedded.EmbeddedZooKeeper;
import io.seqsvr.embedded.MariaDbConfig;
import io.seqsvr.embedded.ZooKeeperConfig;
import io.seqsvr.message.server.config.MessageServer;
import io.seqsvr.store.config.StoreServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Everything in one process: database, ZooKeeper, store, alloc, message, in this order. */
final class StandaloneTiers {
  private static final String DATABASE = "seqsvr";
  private static final String MESSAGE_DATABASE = "seqsvr_message";

  /** The whole process is to end within 25 s; the database commits durably, so a kill is safe. */
  private static final Duration DATABASE_STOP_TIMEOUT = Duration.ofSeconds(4);

  private final TierPlan.Standalone plan;
  private final PortPlan ports;
  private final StartedTiers started;

  private StandaloneTiers(TierPlan.Standalone plan) {
    this.plan = plan;
    this.ports = plan.ports();
    this.started = new StartedTiers(ports.readyText());
  }

  /** Starts all of it on a data directory that nobody else uses. */
  static Tiers launch(TierPlan.Standalone plan)
      throws CommandFailedException, InterruptedException {
    StandaloneTiers tiers = new StandaloneTiers(plan);
    try {
      tiers.launch();
      return tiers.started;
    } catch (CommandFailedException e) {
      throw tiers.started.closeAfter(e);
    } catch (InterruptedException e) {
      throw tiers.started.closeAfter(e);
    } catch (Error e) {
      throw tiers.started.closeAfter(e);
    } catch (IOException | RuntimeException e) {
      throw tiers.started.closeAfter(StartFailures.explain("standalone", e));
    }
  }

  private void launch() throws CommandFailedException, IOException, InterruptedException {
    try {
      started.add(DataDirectory.open(plan.dataDirectory()));
    } catch (DataDirectoryInUseException e) {
      throw new CommandFailedException(String.valueOf(e.getMessage()), e);
    }
    ports.requireFree();
    ports.hold();
    EmbeddedMariaDb database = started.add(EmbeddedMariaDb.start(databaseConfig()));
    started.add(DatabaseWatch.begin(database));
    EmbeddedZooKeeper zooKeeper =
        started.add(EmbeddedZooKeeper.start(ZooKeeperConfig.of(directory("zookeeper"))));
    started.add(StoreServer.start(storeSettings(database)));
    AllocServer alloc = started.add(AllocServer.start(allocSettings(zooKeeper)));
    started.failWith(alloc.failure());
    Serving.awaitServing(alloc);
    MessageServer message = started.add(MessageServer.start(messageSettings(database)));
    started.failWith(message.failure());
  }

  private MariaDbConfig databaseConfig() {
    MariaDbConfig defaults = MariaDbConfig.of(directory("mariadb"), DATABASE, MESSAGE_DATABASE);
    return new MariaDbConfig(
        defaults.directory(),
        defaults.binariesCache(),
        defaults.databases(),
        defaults.bufferPoolMegabytes(),
        defaults.startTimeout(),
        DATABASE_STOP_TIMEOUT,
        List.of());
  }

  private Path directory(String part) {
    return plan.dataDirectory().resolve(part);
  }

  private Map<String, String> storeSettings(EmbeddedMariaDb database) {
    Map<String, String> settings = new HashMap<>();
    settings.put("seqsvr.store.database.url", database.jdbcUrl(DATABASE));
    settings.put("seqsvr.store.database.username", database.user());
    settings.put("seqsvr.store.database.password", database.password());
    listen(settings, "seqsvr.store.grpc", "spring.grpc.server", ports.store());
    return settings;
  }

  private Map<String, String> allocSettings(EmbeddedZooKeeper zooKeeper) {
    Map<String, String> settings = new HashMap<>();
    settings.put("seqsvr.alloc.zookeeper.connect-string", zooKeeper.connectString());
    settings.put("seqsvr.alloc.zookeeper.credentials", zooKeeper.credentials());
    settings.put("seqsvr.alloc.stores", PortPlan.HOST + ":" + ports.store());
    listen(settings, "seqsvr.alloc.grpc", "spring.grpc.server", ports.alloc());
    listen(settings, "seqsvr.alloc.http", "server", ports.http());
    listen(settings, "seqsvr.alloc.management", "management.server", ports.management());
    return settings;
  }

  private Map<String, String> messageSettings(EmbeddedMariaDb database) {
    Map<String, String> settings = new HashMap<>();
    settings.put("seqsvr.message.database.url", database.jdbcUrl(MESSAGE_DATABASE));
    settings.put("seqsvr.message.database.username", database.user());
    settings.put("seqsvr.message.database.password", database.password());
    settings.put("seqsvr.message.allocs", PortPlan.HOST + ":" + ports.alloc());
    listen(settings, "seqsvr.message.grpc", "spring.grpc.server", ports.message());
    return settings;
  }

  /** By our key and by Spring's, which {@code SERVER_PORT} and its like would set else. */
  private static void listen(
      Map<String, String> settings, String ourKey, String springKey, int port) {
    for (String key : List.of(ourKey, springKey)) {
      settings.put(key + ".address", PortPlan.HOST);
      settings.put(key + ".port", Integer.toString(port));
    }
  }
}
