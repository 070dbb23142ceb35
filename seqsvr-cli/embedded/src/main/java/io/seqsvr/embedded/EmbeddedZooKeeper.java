package io.seqsvr.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.apache.zookeeper.util.ServiceUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One ZooKeeper server inside this JVM, on a free loopback port, whose data survive restarts.
 *
 * <p>The loopback is open to every user of the machine, so there are {@link #credentials} for those
 * who want a tree of their own. The server asks for none by itself: they belong to what a client
 * makes.
 *
 * <p>Built from ZooKeeper's parts. {@code ZooKeeperServerEmbedded} was rejected: it waits for ever
 * when its port is taken, leaves a file behind on each start, starts the admin server unless a
 * JVM-wide property forbids it, and does not wait for its threads on close.
 *
 * <p>Sets no system property. It does change one thing for the whole JVM: ZooKeeper's reaction to a
 * fatal error becomes a log line instead of {@code System.exit}. Of the four-letter commands {@code
 * srvr} alone answers (ZooKeeper's default); those of the user's own {@code zookeeper.*} properties
 * that the server reads still work.
 *
 * <p>Thread-safe: {@code this} guards the server. {@link #start}, {@link #stop} and {@link #close}
 * block while ZooKeeper's threads come and go, usually well under a second.
 */
public final class EmbeddedZooKeeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedZooKeeper.class);
  private static final String HOST = "127.0.0.1";
  private static final byte[] HOST_BYTES = {127, 0, 0, 1};
  private static final String USER = "seqsvr";

  private final ZooKeeperConfig config;
  private final DataDirectory directory;
  private final String credentials;
  private final int port;

  private @Nullable ZooKeeperInstance instance;
  private boolean closed;

  private EmbeddedZooKeeper(
      ZooKeeperConfig config,
      DataDirectory directory,
      String credentials,
      ZooKeeperInstance instance) {
    this.config = config;
    this.directory = directory;
    this.credentials = credentials;
    this.instance = instance;
    this.port = instance.port();
  }

  /**
   * Starts a server on {@code config.directory()}, which it locks until {@link #close}.
   *
   * @throws DataDirectoryInUseException if another holder has the directory
   */
  public static EmbeddedZooKeeper start(ZooKeeperConfig config)
      throws IOException, InterruptedException {
    ServiceUtils.setSystemExitProcedure(ServiceUtils.LOG_ONLY);
    DataDirectory directory = DataDirectory.open(config.directory());
    try {
      String credentials =
          SecretFile.readOrCreate(directory.path().resolve("credentials"), USER + ":");
      // Not one of the kernel's: while the server is down, a client that tries to reach it again
      // could be given its port, and even be connected to itself.
      EmbeddedZooKeeper zooKeeper =
          new EmbeddedZooKeeper(
              config, directory, credentials, launch(config, directory, Ports.free()));
      log.info("ZooKeeper on {}, data in {}", zooKeeper.connectString(), directory.path());
      return zooKeeper;
    } catch (Throwable e) {
      directory.close();
      throw e;
    }
  }

  private static ZooKeeperInstance launch(ZooKeeperConfig config, DataDirectory directory, int port)
      throws IOException, InterruptedException {
    return ZooKeeperInstance.start(
        config,
        directory.path(),
        new InetSocketAddress(InetAddress.getByAddress(HOST_BYTES), port));
  }

  /** {@code host:port} for clients: the same for the life of this object. */
  public String connectString() {
    return HOST + ":" + port;
  }

  public int port() {
    return port;
  }

  /**
   * {@code user:password} for a client that keeps what it makes to itself: random, in the file
   * {@code credentials} of the directory, and the same for the life of that.
   */
  public String credentials() {
    return credentials;
  }

  public synchronized boolean isRunning() {
    return instance != null && instance.isRunning();
  }

  /** Stops the server and keeps port and data for {@link #start()}; no effect if it is stopped. */
  public synchronized void stop() {
    if (instance != null) {
      ZooKeeperInstance stopping = instance;
      instance = null;
      stopping.close();
    }
  }

  /** Starts a stopped server on the same port and data; no effect if it is started. */
  public synchronized void start() throws IOException, InterruptedException {
    if (closed) {
      throw new IllegalStateException("closed: ZooKeeper on " + directory.path());
    }
    if (instance == null) {
      instance = launch(config, directory, port);
    }
  }

  /** Stops the server for good; later calls do nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    stop();
    try {
      directory.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot release " + directory.path(), e);
    }
  }
}
