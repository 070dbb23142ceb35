package io.seqsvr.cluster.zookeeper;

import io.seqsvr.cluster.core.RegisterDeniedException;
import io.seqsvr.cluster.core.RegisterUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.AuthInfo;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.api.ACLProvider;
import org.apache.curator.framework.api.BackgroundCallback;
import org.apache.curator.framework.api.CuratorEvent;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;

/**
 * A connection to ZooKeeper for the registers. Nothing rests on its session: leases are plain nodes
 * that are renewed by conditional writes, so a lost session costs a reconnection and no safety.
 *
 * <p>Thread-safe. Closing it closes the connection.
 */
public final class ZooKeeperSession implements AutoCloseable {
  private static final int RETRY_PAUSE_MILLIS = 50;
  private static final String SCHEME = "digest";
  private static final String WORLD = "world";

  private final CuratorFramework curator;
  private final String root;
  private final boolean guarded;

  private ZooKeeperSession(CuratorFramework curator, String root, boolean guarded) {
    this.curator = curator;
    this.root = root;
    this.guarded = guarded;
  }

  /** As {@link #open(String, String, Duration, String)}, on a tree that is open to everybody. */
  public static ZooKeeperSession open(String connectString, String root, Duration timeout) {
    return open(connectString, root, timeout, "");
  }

  /**
   * Starts connecting and returns at once.
   *
   * @param connectString {@code host:port[,host:port]}
   * @param root path below which everything lies, for example {@code /seqsvr}
   * @param timeout session and connection timeout; a call is answered, or fails, within about twice
   *     that
   * @param credentials {@code user:password} of all who belong to the cluster, and the only ones
   *     who may then read or write what this session makes; empty for a tree that is open
   */
  public static ZooKeeperSession open(
      String connectString, String root, Duration timeout, String credentials) {
    int timeoutMillis = Math.toIntExact(timeout.toMillis());
    CuratorFrameworkFactory.Builder builder =
        CuratorFrameworkFactory.builder()
            .connectString(connectString)
            .sessionTimeoutMs(timeoutMillis)
            .connectionTimeoutMs(timeoutMillis)
            .retryPolicy(new RetryOneTime(RETRY_PAUSE_MILLIS));
    if (!credentials.isEmpty()) {
      if (credentials.indexOf(':') < 1) {
        throw new IllegalArgumentException("ZooKeeper credentials must be user:password");
      }
      builder
          .authorization(
              List.of(new AuthInfo(SCHEME, credentials.getBytes(StandardCharsets.UTF_8))))
          .aclProvider(OnlyUs.INSTANCE);
    }
    CuratorFramework curator = builder.build();
    curator.start();
    return new ZooKeeperSession(curator, root, !credentials.isEmpty());
  }

  /** Whoever has the credentials may do everything, nobody else anything. */
  private enum OnlyUs implements ACLProvider {
    INSTANCE;

    /** To the server, "auth" means whatever this session has shown. */
    private static final List<ACL> ALL =
        // Not List.of: the client asks whether there is a null in it.
        Collections.singletonList(new ACL(ZooDefs.Perms.ALL, new Id("auth", "")));

    @Override
    public List<ACL> getDefaultAcl() {
      return ALL;
    }

    @Override
    public List<ACL> getAclForPath(String path) {
      return ALL;
    }
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

  /**
   * Takes a tree that is open away from everybody who has not this session's credentials; nothing
   * if it has none. From the root downwards, so that nobody adds anything meanwhile. Blocks.
   */
  void closeToOthers() throws Exception {
    if (guarded) {
      closeToOthers(root);
    }
  }

  private void closeToOthers(String path) throws Exception {
    try {
      boolean isOpen =
          curator.getACL().forPath(path).stream()
              .anyMatch(entry -> entry.getId().getScheme().equals(WORLD));
      if (isOpen) {
        curator.setACL().withACL(OnlyUs.ALL).forPath(path);
      }
      for (String child : curator.getChildren().forPath(path)) {
        closeToOthers(path + "/" + child);
      }
    } catch (KeeperException.NoNodeException removedMeanwhile) {
      return;
    }
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

  /** A call of Curator in the background. */
  @FunctionalInterface
  interface BackgroundCall {
    void send(BackgroundCallback callback) throws Exception;
  }

  /** What an answer means; throws if it is no answer. */
  @FunctionalInterface
  interface Decode<T> {
    T decode(CuratorEvent event) throws Exception;
  }

  /** Runs a call and turns every failure into one kind. */
  static <T> T run(String what, Call<T> call) throws RegisterUnavailableException {
    try {
      return call.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegisterUnavailableException("interrupted while it was to " + what, e);
    } catch (Exception e) {
      throw failure(what, e);
    }
  }

  /** Sends a call, and turns every failure into one kind. The future ends on Curator's thread. */
  static <T> CompletableFuture<T> send(String what, BackgroundCall call, Decode<T> decode) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    try {
      call.send(
          (client, event) -> {
            try {
              answer.complete(decode.decode(event));
            } catch (Exception e) {
              answer.completeExceptionally(failure(what, e));
            }
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer.completeExceptionally(failure(what, e));
    } catch (Exception e) {
      answer.completeExceptionally(failure(what, e));
    }
    return answer;
  }

  /** What the server said, as an exception that names the path. */
  static KeeperException refusal(CuratorEvent event) {
    return KeeperException.create(KeeperException.Code.get(event.getResultCode()), event.getPath());
  }

  private static RegisterUnavailableException failure(String what, Exception e) {
    if (e instanceof KeeperException.NoAuthException
        || e instanceof KeeperException.AuthFailedException) {
      return new RegisterDeniedException(
          "ZooKeeper does not let this node " + what + " (" + e.getMessage() + ")", e);
    }
    return new RegisterUnavailableException("ZooKeeper failed to " + what + ": " + e, e);
  }
}
