package io.seqsvr.simulation;

import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.Lease;
import io.seqsvr.cluster.core.LeaseRegister;
import io.seqsvr.cluster.core.LeaseState;
import io.seqsvr.cluster.core.LeaseTerms;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.Share;
import io.seqsvr.store.core.FenceLease;
import io.seqsvr.store.core.LeaseChange;
import io.seqsvr.store.core.LeaseDecision;
import io.seqsvr.store.core.LeaseRow;
import io.seqsvr.store.core.RenewLease;
import io.seqsvr.store.core.SequenceStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The leases in the store, as one process reaches them: as the real adapter does, without messages.
 * Confined to the baton.
 */
final class LeaseRows implements LeaseRegister {
  private final World world;
  private final VirtualNode node;
  private final SequenceStore store;
  private final String clusterId;

  LeaseRows(World world, VirtualNode node, ClusterIdentity cluster) {
    this.world = world;
    this.node = node;
    this.store = world.store();
    this.clusterId = cluster.id();
  }

  @Override
  public CompletableFuture<Optional<Entry>> create(Lease lease) {
    return renew(lease, 0);
  }

  @Override
  public CompletableFuture<Optional<Entry>> replace(Lease next, long version) {
    return next.state() == LeaseState.FENCED
        ? change(new FenceLease(next.incarnation(), version))
        : renew(next, version);
  }

  @Override
  public CompletableFuture<Optional<Entry>> read(String incarnation) {
    return readAll()
        .thenApply(
            all ->
                all.stream()
                    .filter(entry -> entry.lease().incarnation().equals(incarnation))
                    .findAny());
  }

  @Override
  public CompletableFuture<List<Entry>> readAll() {
    return world
        .storeService()
        .send(
            node,
            world.profile().storeLimitNanos(),
            () -> {
              store.checkReadLeases(clusterId, "");
              return store.readLeases("").stream().map(LeaseRows::entry).toList();
            });
  }

  @Override
  public CompletableFuture<Boolean> remove(String incarnation) {
    return CompletableFuture.completedFuture(false);
  }

  private CompletableFuture<Optional<Entry>> renew(Lease lease, long version) {
    return change(
        new RenewLease(
            lease.incarnation(),
            lease.holder().nodeId(),
            lease.holder().address(),
            lease.terms().leaseNanos(),
            lease.terms().marginNanos(),
            version));
  }

  private CompletableFuture<Optional<Entry>> change(LeaseChange change) {
    return world
        .storeService()
        .send(
            node,
            world.profile().storeLimitNanos(),
            () -> {
              store.checkLease(clusterId, change);
              LeaseDecision decision =
                  change instanceof RenewLease renew
                      ? store.renewLease(renew)
                      : store.fenceLease((FenceLease) change);
              world.onLeaseWrite(node, decision.isDone());
              if (decision.isWrite() && change instanceof FenceLease) {
                world.trace().note(node.name(), "fences " + change.incarnation());
              }
              return decision.isDone() ? decision.row().map(LeaseRows::entry) : Optional.empty();
            });
  }

  private static Entry entry(LeaseRow row) {
    Lease lease =
        new Lease(
            new NodeIdentity(row.nodeId(), row.incarnation(), row.address()),
            new LeaseTerms(row.leaseNanos(), row.marginNanos()),
            row.isFenced() ? LeaseState.FENCED : LeaseState.HELD,
            Share.NORMAL);
    return new Entry(lease, row.version(), row.version(), 0);
  }
}
