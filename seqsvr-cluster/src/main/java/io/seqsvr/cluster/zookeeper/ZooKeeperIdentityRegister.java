package io.seqsvr.cluster.zookeeper;

import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.IdentityRegister;
import io.seqsvr.cluster.core.RegisterUnavailableException;
import java.nio.charset.StandardCharsets;
import org.apache.zookeeper.KeeperException;

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
          try {
            session
                .curator()
                .create()
                .creatingParentsIfNeeded()
                .forPath(path, format(proposed).getBytes(StandardCharsets.UTF_8));
            return proposed;
          } catch (KeeperException.NodeExistsException e) {
            return parse(
                new String(session.curator().getData().forPath(path), StandardCharsets.UTF_8));
          }
        });
  }

  private static String format(ClusterIdentity cluster) {
    return cluster.id() + " " + cluster.sectionCount() + " " + cluster.hash();
  }

  private static ClusterIdentity parse(String line) {
    String[] parts = line.strip().split(" ", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not a cluster identity: " + line);
    }
    return new ClusterIdentity(parts[0], Integer.parseInt(parts[1]), parts[2]);
  }
}
