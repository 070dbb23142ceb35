package io.seqsvr.bench.host;

import io.seqsvr.alloc.config.AllocServer;
import io.seqsvr.embedded.EmbeddedZooKeeper;
import io.seqsvr.embedded.Ports;
import io.seqsvr.embedded.ZooKeeperConfig;
import io.seqsvr.message.server.config.MessageServer;
import io.seqsvr.store.config.StoreServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The services in this process, on free ports of the loopback. Confined to one thread. */
final class ServerTiers implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final long POLL_MILLIS = 20;

  private final ServerSettings settings;
  private final int allocPort;
  private final Parts started = new Parts();
  private int messagePort;

  private ServerTiers(ServerSettings settings) throws IOException {
    this.settings = settings;
    this.allocPort = Ports.free();
  }

  /** Starts all; returns when they serve. */
  static ServerTiers start(ServerSettings settings)
      throws IOException, InterruptedException, ExecutionException {
    ServerTiers tiers = new ServerTiers(settings);
    try {
      tiers.start();
      return tiers;
    } catch (Throwable e) {
      tiers.close();
      throw e;
    }
  }

  private void start() throws IOException, InterruptedException, ExecutionException {
    EmbeddedZooKeeper zooKeeper =
        started.add(EmbeddedZooKeeper.start(ZooKeeperConfig.of(directory("zookeeper"))));
    StoreServer store = started.add(StoreServer.start(storeSettings()));
    AllocServer alloc = started.add(AllocServer.start(allocSettings(zooKeeper, store)));
    awaitServing(alloc);
    MessageServer message = started.add(MessageServer.start(messageSettings()));
    messagePort = message.port();
  }

  int messagePort() {
    return messagePort;
  }

  int allocPort() {
    return allocPort;
  }

  private Path directory(String part) {
    return Path.of(settings.get(ServerSettings.DIRECTORY)).resolve(part);
  }

  private Map<String, String> storeSettings() {
    Map<String, String> all = database("seqsvr.store", ServerSettings.STORE_URL);
    listen(all, "seqsvr.store.grpc", "spring.grpc.server", 0);
    all.putAll(settings.of("seqsvr.store."));
    return all;
  }

  private Map<String, String> allocSettings(EmbeddedZooKeeper zooKeeper, StoreServer store)
      throws IOException {
    Map<String, String> all = new HashMap<>();
    all.put("seqsvr.alloc.zookeeper.connect-string", zooKeeper.connectString());
    all.put("seqsvr.alloc.stores", HOST + ":" + store.port());
    listen(all, "seqsvr.alloc.grpc", "spring.grpc.server", allocPort);
    listen(all, "seqsvr.alloc.http", "server", Ports.free());
    listen(all, "seqsvr.alloc.management", "management.server", Ports.free());
    all.putAll(settings.of("seqsvr.alloc."));
    return all;
  }

  private Map<String, String> messageSettings() {
    Map<String, String> all = database("seqsvr.message", ServerSettings.MESSAGE_URL);
    all.put("seqsvr.message.allocs", HOST + ":" + allocPort);
    listen(all, "seqsvr.message.grpc", "spring.grpc.server", 0);
    all.putAll(settings.of("seqsvr.message."));
    return all;
  }

  private Map<String, String> database(String service, String urlName) {
    Map<String, String> all = new HashMap<>();
    all.put(service + ".database.url", settings.get(urlName));
    all.put(service + ".database.username", settings.get(ServerSettings.USER));
    all.put(service + ".database.password", settings.get(ServerSettings.PASSWORD));
    return all;
  }

  /** By our key and by Spring's, which an environment variable would set else. */
  private static void listen(Map<String, String> all, String ourKey, String springKey, int port) {
    for (String key : List.of(ourKey, springKey)) {
      all.put(key + ".address", HOST);
      all.put(key + ".port", Integer.toString(port));
    }
  }

  private static void awaitServing(AllocServer alloc)
      throws InterruptedException, ExecutionException {
    boolean ended = false;
    while (!ended && !alloc.isServing()) {
      ended = hasEnded(alloc);
    }
  }

  /** Looks for a failure for a while, which paces the polling. */
  private static boolean hasEnded(AllocServer alloc)
      throws InterruptedException, ExecutionException {
    try {
      alloc.failure().get(POLL_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    started.close();
  }
}
