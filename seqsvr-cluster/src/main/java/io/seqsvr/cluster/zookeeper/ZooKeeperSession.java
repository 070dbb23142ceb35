package io.seqsvr.cluster.zookeeper;

import io.seqsvr.cluster.core.RegisterUnavailableException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;

/**
 * A connection to ZooKeeper for the registers. Nothing rests on its session: leases are plain nodes
 * that are renewed by conditional writes, so a lost session costs a reconnection and no safety.
 *
 * <p>Thread-safe. Closing it closes the connection.
 */
public final class ZooKeeperSession implements AutoCloseable {
  private static final int RETRY_PAUSE_MILLIS = 50;

  private final CuratorFramework curator;
  private final String root;

  private ZooKeeperSession(CuratorFramework curator, String root) {
    this.curator = curator;
    this.root = root;
  }

  /**
   * Starts connecting and returns at once.
   *
   * @param connectString {@code host:port[,host:port]}
   * @param root path below which everything lies, for example {@code /seqsvr}
   * @param timeout session and connection timeout; an unanswered call blocks no longer than about
   *     twice that
   */
  public static ZooKeeperSession open(String connectString, String root, Duration timeout) {
    int timeoutMillis = Math.toIntExact(timeout.toMillis());
    CuratorFramework curator =
        CuratorFrameworkFactory.builder()
            .connectString(connectString)
            .sessionTimeoutMs(timeoutMillis)
            .connectionTimeoutMs(timeoutMillis)
            .retryPolicy(new RetryOneTime(RETRY_PAUSE_MILLIS))
            .build();
    curator.start();
    return new ZooKeeperSession(curator, root);
  }

  /**
   * Waits for the first connection.
   *
   * @return false if the time is over
   */
  public boolean awaitConnected(Duration timeout) throws InterruptedException {
    return curator.blockUntilConnected(Math.toIntExact(timeout.toMillis()), TimeUnit.MILLISECONDS);
  }

  /** Whether the connection is up as far as this side knows. */
  public boolean isConnected() {
    return curator.getZookeeperClient().isConnected();
  }

  @Override
  public void close() {
    curator.close();
  }

  CuratorFramework curator() {
    return curator;
  }

  String path(String relative) {
    return root + relative;
  }

  /** A call of Curator, whose API throws everything. */
  @FunctionalInterface
  interface Call<T> {
    T run() throws Exception;
  }

  /** Runs a call and turns every failure into one kind. */
  static <T> T run(String what, Call<T> call) throws RegisterUnavailableException {
    try {
      return call.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegisterUnavailableException("interrupted while it was to " + what, e);
    } catch (Exception e) {
      throw new RegisterUnavailableException("ZooKeeper failed to " + what + ": " + e, e);
    }
  }
}
