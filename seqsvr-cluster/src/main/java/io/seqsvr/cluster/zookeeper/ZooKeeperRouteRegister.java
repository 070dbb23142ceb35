package io.seqsvr.cluster.zookeeper;

import io.seqsvr.cluster.core.RouteRegister;
import io.seqsvr.cluster.core.RoutingTable;
import io.seqsvr.cluster.wire.RoutingTableCodec;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.curator.framework.api.CuratorEvent;
import org.apache.curator.framework.api.CuratorWatcher;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/**
 * The routing table as one node {@code <root>/<tier>/routes}. Each read leaves a watch behind,
 * which gives the hint.
 *
 * <p>Thread-safe; never blocks. Futures end, and hints come, on Curator's threads.
 */
public final class ZooKeeperRouteRegister implements RouteRegister {
  private static final System.Logger LOG = System.getLogger("io.seqsvr.cluster");

  private final ZooKeeperSession session;
  private final String path;
  private final ZooKeeperIdentityRegister identity;

  /** One object for all reads, so that the server keeps one watch however often is read. */
  private final CuratorWatcher watcher = event -> tell();

  private final AtomicBoolean illegible = new AtomicBoolean();
  private volatile Runnable hint = () -> {};

  /**
   * The table of one tier.
   *
   * @param tier {@code alloc} or {@code message}
   */
  public ZooKeeperRouteRegister(ZooKeeperSession session, String tier) {
    this.session = session;
    this.path = session.path("/" + tier + "/routes");
    this.identity = new ZooKeeperIdentityRegister(session);
  }

  @Override
  public CompletableFuture<Optional<Entry>> read() {
    return ZooKeeperSession.send(
        "read the routing table",
        callback ->
            session.curator().getData().usingWatcher(watcher).inBackground(callback).forPath(path),
        this::decode);
  }

  @Override
  public CompletableFuture<Boolean> create(RoutingTable table) {
    return identity.claim(table.cluster()).thenCompose(unused -> createTable(table));
  }

  private CompletableFuture<Boolean> createTable(RoutingTable table) {
    return ZooKeeperSession.send(
        "create the routing table",
        callback ->
            session
                .curator()
                .create()
                .creatingParentsIfNeeded()
                .inBackground(callback)
                .forPath(path, RoutingTableCodec.encode(table).toByteArray()),
        event ->
            switch (Code.get(event.getResultCode())) {
              case OK -> true;
              case NODEEXISTS -> false;
              default -> throw ZooKeeperSession.refusal(event);
            });
  }

  @Override
  public CompletableFuture<Boolean> replace(long registerVersion, RoutingTable next) {
    return ZooKeeperSession.send(
        "replace the routing table",
        callback ->
            session
                .curator()
                .setData()
                .withVersion(Math.toIntExact(registerVersion))
                .inBackground(callback)
                .forPath(path, RoutingTableCodec.encode(next).toByteArray()),
        event ->
            switch (Code.get(event.getResultCode())) {
              case OK -> true;
              case BADVERSION, NONODE -> false;
              default -> throw ZooKeeperSession.refusal(event);
            });
  }

  @Override
  public void onChange(Runnable changed) {
    hint = changed;
  }

  private void tell() {
    hint.run();
  }

  private Optional<Entry> decode(CuratorEvent event) throws Exception {
    return switch (Code.get(event.getResultCode())) {
      case OK -> Optional.of(new Entry(table(event.getData()), event.getStat().getVersion()));
      case NONODE -> Optional.empty();
      default -> throw ZooKeeperSession.refusal(event);
    };
  }

  private RoutingTable table(byte @Nullable [] data) throws IOException {
    try {
      if (data == null) {
        throw new IOException("nothing in it");
      }
      return RoutingTableCodec.decode(io.seqsvr.api.alloc.v1.RoutingTable.parseFrom(data));
    } catch (IOException | IllegalArgumentException e) {
      if (!illegible.getAndSet(true)) {
        LOG.log(
            System.Logger.Level.ERROR,
            path + ": no routing table: " + e.getMessage() + "; remove it: a node writes it anew");
      }
      throw new IOException(path + ": no routing table: " + e.getMessage(), e);
    }
  }
}
