package io.seqsvr.simulation;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.IdentityRegister;
import io.seqsvr.cluster.core.Lease;
import io.seqsvr.cluster.core.LeaseRegister;
import io.seqsvr.cluster.core.LeaseState;
import io.seqsvr.cluster.core.RegisterUnavailableException;
import io.seqsvr.cluster.core.RouteRegister;
import io.seqsvr.cluster.core.RoutingTable;
import io.seqsvr.simulation.SimZooKeeper.ZNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The registers in ZooKeeper, as one process reaches them. Confined to the baton. */
final class Registers {
  private static final String LEASES = "/alloc/leases/";
  private static final String ROUTES = "/alloc/routes";
  private static final String IDENTITY = "/cluster";

  private final World world;
  private final VirtualNode node;
  private final SimZooKeeper tree;

  /** Hears of changes of the table, as far as the watch is not lost. */
  private @Nullable Runnable hint;

  Registers(World world, VirtualNode node) {
    this.world = world;
    this.node = node;
    this.tree = world.zooKeeper();
  }

  LeaseRegister marks() {
    return new Marks();
  }

  RouteRegister routes() {
    return new Routes();
  }

  IdentityRegister identity() {
    return new Identity();
  }

  /** The table was written, by whomever. */
  void onRoutesWritten() {
    Runnable told = hint;
    if (told != null) {
      world.network().down(Network.Peer.ZOOKEEPER, node, told);
    }
  }

  /** The watch is gone; the next read leaves another one. */
  void onSessionLost() {
    hint = null;
  }

  private <T> CompletableFuture<T> send(Supplier<T> work) {
    return world.marksService().send(node, world.profile().markLimitNanos(), work);
  }

  private final class Marks implements LeaseRegister {
    @Override
    public CompletableFuture<Optional<LeaseRegister.Entry>> create(Lease lease) {
      return send(() -> entry(tree.create(node.server(), LEASES + lease.incarnation(), lease)));
    }

    @Override
    public CompletableFuture<Optional<LeaseRegister.Entry>> replace(Lease next, long version) {
      String path = LEASES + next.incarnation();
      return send(
          () -> {
            Optional<LeaseRegister.Entry> written =
                entry(tree.replace(node.server(), path, next, version));
            world.onLeaseWrite(node, written.isPresent());
            if (written.isPresent() && next.state() == LeaseState.EXPIRED) {
              world.trace().note(node.name(), "marks EXPIRED " + next.incarnation());
            }
            return written;
          });
    }

    @Override
    public CompletableFuture<Optional<LeaseRegister.Entry>> read(String incarnation) {
      return send(() -> entry(tree.read(node.server(), LEASES + incarnation)));
    }

    @Override
    public CompletableFuture<List<LeaseRegister.Entry>> readAll() {
      return send(() -> tree.children(node.server(), LEASES))
          .thenCompose(paths -> send(() -> entries(paths)));
    }

    @Override
    public CompletableFuture<Boolean> remove(String incarnation) {
      return send(() -> tree.remove(node.server(), LEASES + incarnation));
    }

    private List<LeaseRegister.Entry> entries(List<String> paths) {
      List<LeaseRegister.Entry> entries = new ArrayList<>();
      paths.forEach(path -> entry(tree.read(node.server(), path)).ifPresent(entries::add));
      return entries;
    }

    private static Optional<LeaseRegister.Entry> entry(@Nullable ZNode found) {
      return found == null
          ? Optional.empty()
          : Optional.of(
              new LeaseRegister.Entry(
                  (Lease) found.data(), found.version(), found.mzxid(), found.czxid()));
    }
  }

  private final class Routes implements RouteRegister {
    private Runnable changed = () -> {};

    @Override
    public CompletableFuture<Optional<RouteRegister.Entry>> read() {
      return send(
          () -> {
            hint = changed;
            ZNode found = tree.read(node.server(), ROUTES);
            return found == null
                ? Optional.empty()
                : Optional.of(
                    new RouteRegister.Entry((RoutingTable) found.data(), found.version()));
          });
    }

    @Override
    public CompletableFuture<Boolean> create(RoutingTable table) {
      return send(() -> written(tree.create(node.server(), ROUTES, table), table));
    }

    @Override
    public CompletableFuture<Boolean> replace(long registerVersion, RoutingTable next) {
      return send(() -> written(tree.replace(node.server(), ROUTES, next, registerVersion), next));
    }

    private boolean written(@Nullable ZNode now, RoutingTable table) {
      if (now == null) {
        return false;
      }
      world.onRoutesWritten(node, table);
      return true;
    }

    @Override
    public void onChange(Runnable told) {
      changed = told;
    }
  }

  /** Blocks its loop, as the calls to the store do. */
  private final class Identity implements IdentityRegister {
    @Override
    public ClusterIdentity readOrCreate(ClusterIdentity proposed)
        throws RegisterUnavailableException {
      try {
        return world
            .marksService()
            .block(
                node,
                world.profile().markLimitNanos(),
                () -> {
                  ZNode made = tree.create(node.server(), IDENTITY, proposed);
                  return made == null ? (ClusterIdentity) tree.present(IDENTITY) : proposed;
                });
      } catch (SeqsvrException e) {
        throw new RegisterUnavailableException("no answer in time", e);
      }
    }
  }
}
