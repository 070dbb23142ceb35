package io.seqsvr.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hunts lost nodes, changed ports, side effects on the JVM and servers that do not end. */
@Timeout(60)
@SuppressWarnings("try") // ZooKeeper.close() may throw InterruptedException: a test just fails
final class EmbeddedZooKeeperTest {
  private final Path directory;

  EmbeddedZooKeeperTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void dataSurviveStopAndANewServer() throws Exception {
    try (EmbeddedZooKeeper server = start()) {
      try (ZooKeeper client = connect(server)) {
        client.create("/node", new byte[] {42}, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      }
      String connectString = server.connectString();
      server.stop();
      server.stop();
      assertThat(server.isRunning()).isFalse();
      server.start();
      server.start();
      assertThat(server.connectString()).isEqualTo(connectString);
      assertThat(readNode(server)).containsExactly(42);
    }
    try (EmbeddedZooKeeper server = start()) {
      assertThat(readNode(server)).containsExactly(42);
    }
  }

  /** The address in the socket table: nobody outside the machine may reach it. */
  @Test
  void listensOnLoopbackOnly() throws Exception {
    try (EmbeddedZooKeeper server = start()) {
      assertThat(server.connectString()).isEqualTo("127.0.0.1:" + server.port());
      // Where the wildcard address were taken, this one would be, too.
      try (ServerSocket other =
          new ServerSocket(server.port(), 1, InetAddress.getByName("127.0.0.2"))) {
        assertThat(other.isBound()).isTrue();
      }
    }
  }

  @Test
  void credentialsAreTheDirectorysAndItsOwnersOnly() throws Exception {
    String credentials;
    try (EmbeddedZooKeeper server = start()) {
      credentials = server.credentials();
      assertThat(credentials).matches("seqsvr:[A-Za-z0-9_-]{32}");
      assertThat(Files.getPosixFilePermissions(directory.resolve("credentials")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
    try (EmbeddedZooKeeper server = start()) {
      assertThat(server.credentials()).isEqualTo(credentials);
    }
    Files.delete(directory.resolve("credentials"));
    try (EmbeddedZooKeeper server = start()) {
      assertThat(server.credentials()).isNotEqualTo(credentials);
    }
  }

  @Test
  void sessionTimeoutsStartAtTwoTicks() throws Exception {
    try (EmbeddedZooKeeper server =
            EmbeddedZooKeeper.start(new ZooKeeperConfig(directory, Duration.ofMillis(200)));
        ZooKeeper client = connect(server, 100);
        ZooKeeper patient = connect(server, 40_000)) {
      assertThat(client.getSessionTimeout()).isEqualTo(400);
      assertThat(patient.getSessionTimeout()).isEqualTo(40_000);
    }
  }

  @Test
  void closeFreesPortAndThreadsAndIsIdempotent() throws Exception {
    EmbeddedZooKeeper server = start();
    int port = server.port();
    assertThatThrownBy(() -> new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close())
        .isInstanceOf(java.net.BindException.class);
    server.close();
    server.close();
    new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    assertThat(server.isRunning()).isFalse();
    assertThatThrownBy(server::start).isInstanceOf(IllegalStateException.class);
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.contains("NIOServerCxn") || name.contains("SyncThread"));
  }

  @Test
  void secondStartOnTheSameDirectoryIsRefused() throws Exception {
    try (EmbeddedZooKeeper server = start()) {
      assertThatThrownBy(this::start).isInstanceOf(DataDirectoryInUseException.class);
      assertThat(server.isRunning()).isTrue();
    }
  }

  @Test
  void startOnATakenPortFailsAndCanBeTriedAgain() throws Exception {
    try (EmbeddedZooKeeper server = start()) {
      server.stop();
      try (ServerSocket squatter =
          new ServerSocket(server.port(), 1, InetAddress.getLoopbackAddress())) {
        assertThat(squatter.isBound()).isTrue();
        assertThatThrownBy(server::start).isInstanceOf(java.net.BindException.class);
      }
      server.start();
      assertThat(server.isRunning()).isTrue();
    }
  }

  @Test
  void leavesSystemPropertiesAlone() throws Exception {
    Set<String> before = System.getProperties().stringPropertyNames();
    try (EmbeddedZooKeeper server = start()) {
      assertThat(ask(server, "srvr")).contains("Mode: standalone");
    }
    assertThat(System.getProperties().stringPropertyNames()).isEqualTo(before);
  }

  @Test
  void registersNoJmxBeans() throws Exception {
    try (EmbeddedZooKeeper server = start();
        ZooKeeper client = connect(server)) {
      assertThat(client.getState().isConnected()).isTrue();
      assertThat(
              ManagementFactory.getPlatformMBeanServer()
                  .queryNames(new ObjectName("org.apache.ZooKeeperService:*"), null))
          .isEmpty();
    }
  }

  @Test
  void onlySrvrOfTheFourLetterCommandsAnswers() throws Exception {
    try (EmbeddedZooKeeper server = start()) {
      assertThat(ask(server, "srvr")).contains("Mode: standalone");
      assertThat(ask(server, "envi")).contains("not in the whitelist");
    }
  }

  private static String ask(EmbeddedZooKeeper server, String command) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write(command.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private EmbeddedZooKeeper start() throws Exception {
    return EmbeddedZooKeeper.start(ZooKeeperConfig.of(directory));
  }

  private static byte[] readNode(EmbeddedZooKeeper server) throws Exception {
    try (ZooKeeper client = connect(server)) {
      return client.getData("/node", false, null);
    }
  }

  private static ZooKeeper connect(EmbeddedZooKeeper server) throws Exception {
    return connect(server, 5_000);
  }

  private static ZooKeeper connect(EmbeddedZooKeeper server, int sessionTimeoutMillis)
      throws Exception {
    CountDownLatch connected = new CountDownLatch(1);
    ZooKeeper client =
        new ZooKeeper(
            server.connectString(),
            sessionTimeoutMillis,
            event -> {
              if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
              }
            });
    assertThat(connected.await(20, TimeUnit.SECONDS)).isTrue();
    return client;
  }
}
