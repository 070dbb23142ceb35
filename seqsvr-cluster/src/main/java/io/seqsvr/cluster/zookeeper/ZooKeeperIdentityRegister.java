package io.seqsvr.cluster.zookeeper;

import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.ClusterMismatchException;
import io.seqsvr.cluster.core.IdentityRegister;
import io.seqsvr.cluster.core.RegisterUnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.apache.curator.framework.api.CuratorEvent;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/** The cluster's identity as one line of text in the node {@code <root>/identity}. Thread-safe. */
public final class ZooKeeperIdentityRegister implements IdentityRegister {
  private final ZooKeeperSession session;
  private final String path;

  public ZooKeeperIdentityRegister(ZooKeeperSession session) {
    this.session = session;
    this.path = session.path("/identity");
  }

  @Override
  public ClusterIdentity readOrCreate(ClusterIdentity proposed)
      throws RegisterUnavailableException {
    return ZooKeeperSession.run(
        "read the cluster's identity",
        () -> {
          session.closeToOthers();
          try {
            session.curator().create().creatingParentsIfNeeded().forPath(path, format(proposed));
            return proposed;
          } catch (KeeperException.NodeExistsException e) {
            return parse(session.curator().getData().forPath(path));
          }
        });
  }

  /**
   * Writes the identity where there is none, as after the loss of the whole tree. Never blocks;
   * ends exceptionally with {@link ClusterMismatchException} if there is another one.
   */
  CompletableFuture<Void> claim(ClusterIdentity cluster) {
    return ZooKeeperSession.send(
            "write the cluster's identity",
            callback ->
                session
                    .curator()
                    .create()
                    .creatingParentsIfNeeded()
                    .inBackground(callback)
                    .forPath(path, format(cluster)),
            ZooKeeperIdentityRegister::isCreated)
        .thenCompose(
            created ->
                created
                    ? CompletableFuture.completedFuture(cluster)
                    : ZooKeeperSession.send(
                        "read the cluster's identity",
                        callback ->
                            session.curator().getData().inBackground(callback).forPath(path),
                        this::decode))
        .thenAccept(
            found -> {
              if (!found.equals(cluster)) {
                throw new ClusterMismatchException(found, cluster);
              }
            });
  }

  private static boolean isCreated(CuratorEvent event) throws KeeperException {
    return switch (Code.get(event.getResultCode())) {
      case OK -> true;
      case NODEEXISTS -> false;
      default -> throw ZooKeeperSession.refusal(event);
    };
  }

  private ClusterIdentity decode(CuratorEvent event) throws KeeperException {
    if (Code.get(event.getResultCode()) != Code.OK) {
      throw ZooKeeperSession.refusal(event);
    }
    return parse(event.getData());
  }

  private static byte[] format(ClusterIdentity cluster) {
    return (cluster.id() + " " + cluster.sectionCount() + " " + cluster.hash())
        .getBytes(StandardCharsets.UTF_8);
  }

  private ClusterIdentity parse(byte @Nullable [] data) {
    String line = data == null ? "" : new String(data, StandardCharsets.UTF_8);
    String[] parts = line.strip().split(" ", -1);
    try {
      if (parts.length != 3) {
        throw new IllegalArgumentException("not an id, a count and a hash");
      }
      return new ClusterIdentity(parts[0], Integer.parseInt(parts[1]), parts[2]);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(path + ": no cluster identity: " + e.getMessage(), e);
    }
  }
}
