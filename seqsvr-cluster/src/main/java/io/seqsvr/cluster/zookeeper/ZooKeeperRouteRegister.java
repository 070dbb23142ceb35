package io.seqsvr.cluster.zookeeper;

import io.seqsvr.cluster.core.RegisterUnavailableException;
import io.seqsvr.cluster.core.RouteRegister;
import io.seqsvr.cluster.core.RoutingTable;
import io.seqsvr.cluster.wire.RoutingTableCodec;
import java.util.Optional;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;

/** The routing table as one node {@code <root>/<tier>/routes}. Thread-safe. */
public final class ZooKeeperRouteRegister implements RouteRegister {
  private final ZooKeeperSession session;
  private final String path;

  /**
   * The table of one tier.
   *
   * @param tier {@code alloc} or {@code message}
   */
  public ZooKeeperRouteRegister(ZooKeeperSession session, String tier) {
    this.session = session;
    this.path = session.path("/" + tier + "/routes");
  }

  @Override
  public Optional<Entry> read() throws RegisterUnavailableException {
    return ZooKeeperSession.run(
        "read the routing table",
        () -> {
          try {
            Stat stat = new Stat();
            byte[] data = session.curator().getData().storingStatIn(stat).forPath(path);
            RoutingTable table =
                RoutingTableCodec.decode(io.seqsvr.api.alloc.v1.RoutingTable.parseFrom(data));
            return Optional.of(new Entry(table, stat.getVersion()));
          } catch (KeeperException.NoNodeException e) {
            return Optional.empty();
          }
        });
  }

  @Override
  public boolean create(RoutingTable table) throws RegisterUnavailableException {
    return ZooKeeperSession.run(
        "create the routing table",
        () -> {
          try {
            session
                .curator()
                .create()
                .creatingParentsIfNeeded()
                .forPath(path, RoutingTableCodec.encode(table).toByteArray());
            return true;
          } catch (KeeperException.NodeExistsException e) {
            return false;
          }
        });
  }

  @Override
  public boolean replace(long registerVersion, RoutingTable next)
      throws RegisterUnavailableException {
    return ZooKeeperSession.run(
        "replace the routing table",
        () -> {
          try {
            session
                .curator()
                .setData()
                .withVersion(Math.toIntExact(registerVersion))
                .forPath(path, RoutingTableCodec.encode(next).toByteArray());
            return true;
          } catch (KeeperException.BadVersionException | KeeperException.NoNodeException e) {
            return false;
          }
        });
  }
}
