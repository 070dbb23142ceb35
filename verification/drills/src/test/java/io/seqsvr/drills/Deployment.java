package io.seqsvr.drills;

import io.seqsvr.embedded.EmbeddedZooKeeper;
import io.seqsvr.embedded.Ports;
import io.seqsvr.embedded.ZooKeeperConfig;
import io.seqsvr.failover.database.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The tiers as processes of their own, configured as operators do it: a file, the environment, and
 * flags. Database and ZooKeeper belong to the test. Confined to one thread.
 */
final class Deployment implements AutoCloseable {
  /** Length of every node's lease. */
  static final long LEASE_MILLIS = 2_000;

  private final Path directory;
  private final Program program = new Program();
  private final TestDatabase database;
  private final EmbeddedZooKeeper zooKeeper;
  private final int storePort = Ports.free();

  private Deployment(Path directory, TestDatabase database, EmbeddedZooKeeper zooKeeper) {
    this.directory = directory;
    this.database = database;
    this.zooKeeper = zooKeeper;
  }

  /** Starts database and ZooKeeper; no tier yet. */
  static Deployment create(Path directory) throws Exception {
    TestDatabase database = TestDatabase.start(directory.resolve("database"));
    try {
      EmbeddedZooKeeper zooKeeper =
          EmbeddedZooKeeper.start(ZooKeeperConfig.of(directory.resolve("zookeeper")));
      return new Deployment(directory, database, zooKeeper);
    } catch (Throwable e) {
      database.close();
      throw e;
    }
  }

  TestDatabase database() {
    return database;
  }

  EmbeddedZooKeeper zooKeeper() {
    return zooKeeper;
  }

  Program program() {
    return program;
  }

  /** Starts the store tier, always on the same port. */
  ServerProcess store() throws IOException {
    Path file =
        write(
            "store.yml",
            """
            seqsvr:
              store:
                database:
                  url: %s
                  username: from-file
                  password: "%s"
                  lock-wait-timeout: 1s
                  paused-writer-timeout: 1s
                  socket-timeout: 1500ms
            """
                .formatted(database.jdbcUrl(TestDatabase.STORE), database.password()));
    return program.start(
        Map.of("SEQSVR_STORE_DATABASE_USERNAME", database.user(), "SEQSVR_STORE_GRPC_PORT", "1"),
        List.of(
            "store", "--config", file.toString(), "--set", "seqsvr.store.grpc.port=" + storePort));
  }

  /** A node of the alloc tier that has not been started. */
  AllocNode alloc(String name) {
    return new AllocNode(name, Ports.free(), Ports.free(), Ports.free());
  }

  /**
   * A node of the alloc tier and its ports.
   *
   * @param name its node id
   */
  record AllocNode(String name, int grpc, int http, int management) {
    String address() {
      return "127.0.0.1:" + grpc;
    }
  }

  /**
   * Starts a node. The file has everything; the environment corrects the step, the cap and the node
   * id in it, a flag corrects the node id once more.
   */
  ServerProcess start(AllocNode node) throws IOException {
    return start(
        node,
        Map.of(
            "SEQSVR_ALLOC_NODE_ID", "from-environment",
            "SEQSVR_ALLOC_MAX_COUNT", "50",
            "SEQSVR_ALLOC_STEP", "400",
            "SEQSVR_ALLOC_MAX_STEP", "800"));
  }

  /** Starts a node as the message tier wants it: a batch of it may take many seqs at a time. */
  ServerProcess startForMessages(AllocNode node) throws IOException {
    return start(node, Map.of("SEQSVR_ALLOC_MAX_COUNT", "1000", "SEQSVR_ALLOC_STEP", "10000"));
  }

  private ServerProcess start(AllocNode node, Map<String, String> environment) throws IOException {
    Path file =
        write(
            node.name() + ".yml",
            """
            seqsvr:
              alloc:
                node-id: from-file
                stores: 127.0.0.1:%d
                zookeeper:
                  connect-string: %s
                lease: %dms
                step: 100000
                max-step: 1000000
                max-count: 7
                grpc:
                  port: %d
                http:
                  port: %d
                management:
                  port: %d
            """
                .formatted(
                    storePort,
                    zooKeeper.connectString(),
                    LEASE_MILLIS,
                    node.grpc(),
                    node.http(),
                    node.management()));
    return program.start(
        environment,
        List.of(
            "alloc", "--config", file.toString(), "--set", "seqsvr.alloc.node-id=" + node.name()));
  }

  /** A node of the message tier that has not been started. */
  MessageNode message(String name) {
    return new MessageNode(name, Ports.free());
  }

  /**
   * A node of the message tier and its port.
   *
   * @param name what its files are called
   */
  record MessageNode(String name, int grpc) {
    String address() {
      return "127.0.0.1:" + grpc;
    }
  }

  /** Starts a node that takes its seqs from one node of the alloc tier. */
  ServerProcess start(MessageNode node, AllocNode alloc) throws IOException {
    Path file =
        write(
            node.name() + ".yml",
            """
            seqsvr:
              message:
                allocs: %s
                alloc-timeout: 1s
                database:
                  url: %s
                  username: %s
                  password: "%s"
                  lock-wait-timeout: 1s
                  paused-writer-timeout: 1s
                  socket-timeout: 1500ms
                delivery:
                  heartbeat: 500ms
                  retry-base: 1s
                grpc:
                  port: %d
            """
                .formatted(
                    alloc.address(),
                    database.jdbcUrl(TestDatabase.MESSAGES),
                    database.user(),
                    database.password(),
                    node.grpc()));
    return program.start(Map.of(), List.of("message", "--config", file.toString()));
  }

  private Path write(String name, String text) throws IOException {
    Path conf = Files.createDirectories(directory.resolve("conf"));
    return Files.writeString(conf.resolve(name), text);
  }

  @Override
  public void close() {
    program.close();
    zooKeeper.close();
    database.close();
  }
}
