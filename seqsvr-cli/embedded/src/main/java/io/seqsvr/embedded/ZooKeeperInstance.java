package io.seqsvr.embedded;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.apache.zookeeper.server.ContainerManager;
import org.apache.zookeeper.server.DatadirCleanupManager;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ServerCnxn;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;
import org.jspecify.annotations.Nullable;

/**
 * One run of a ZooKeeper server, from bind to close; ZooKeeper's own objects cannot be started
 * twice.
 *
 * <p>Not thread-safe: {@link EmbeddedZooKeeper} guards it.
 */
final class ZooKeeperInstance implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 1_000;
  private static final int DEFAULT_BACKLOG = -1;
  private static final int SNAPSHOTS_KEPT = 3;
  private static final int PURGE_INTERVAL_HOURS = 1;
  private static final int CONTAINER_CHECK_MILLIS = 60_000;
  private static final int CONTAINER_CHECKS_PER_MINUTE = 10_000;

  private final FileTxnSnapLog storage;
  private final Server server;
  private final Connections connections = new Connections();
  private final DatadirCleanupManager purger;
  private @Nullable ContainerManager containers;

  private ZooKeeperInstance(ZooKeeperConfig config, Path directory) throws IOException {
    File transactions = directory.resolve("transactions").toFile();
    File snapshots = directory.resolve("snapshots").toFile();
    this.storage = new FileTxnSnapLog(transactions, snapshots);
    this.server = new Server(storage, config);
    // ZooKeeper keeps its files in a version directory below the ones it is given.
    this.purger =
        new DatadirCleanupManager(snapshots, transactions, SNAPSHOTS_KEPT, PURGE_INTERVAL_HOURS);
  }

  static ZooKeeperInstance start(ZooKeeperConfig config, Path directory, InetSocketAddress address)
      throws IOException, InterruptedException {
    ZooKeeperInstance instance = new ZooKeeperInstance(config, directory);
    try {
      instance.serve(address);
      return instance;
    } catch (Throwable e) {
      instance.close();
      throw e;
    }
  }

  private void serve(InetSocketAddress address) throws IOException, InterruptedException {
    connections.configure(address, MAX_CONNECTIONS, DEFAULT_BACKLOG, false);
    connections.startup(server);
    purger.start();
    containers = server.newContainerManager();
    containers.start();
  }

  int port() {
    return connections.getLocalPort();
  }

  boolean isRunning() {
    return server.isRunning();
  }

  @Override
  public void close() {
    if (containers != null) {
      containers.stop();
      purger.shutdown();
    }
    connections.shutdown();
    server.shutdown(true);
    try {
      storage.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close " + storage.getSnapDir(), e);
    }
  }

  /** Without JMX beans, whose names would clash when a JVM has two servers. */
  private static final class Server extends ZooKeeperServer {
    Server(FileTxnSnapLog storage, ZooKeeperConfig config) {
      super(
          storage,
          config.tickTimeMillis(),
          config.minSessionTimeoutMillis(),
          config.maxSessionTimeoutMillis(),
          DEFAULT_BACKLOG,
          null,
          "");
    }

    @Override
    protected void registerJMX() {}

    /** Deletes empty container nodes, which Curator's recipes leave to the server. */
    ContainerManager newContainerManager() {
      return new ContainerManager(
          getZKDatabase(), firstProcessor, CONTAINER_CHECK_MILLIS, CONTAINER_CHECKS_PER_MINUTE);
    }
  }

  /** Without JMX beans, like {@link Server}. */
  private static final class Connections extends NIOServerCnxnFactory {
    @Override
    public void registerConnection(ServerCnxn connection) {}

    @Override
    public void unregisterConnection(ServerCnxn connection) {}
  }
}
