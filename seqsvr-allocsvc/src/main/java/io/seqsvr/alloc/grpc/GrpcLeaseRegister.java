package io.seqsvr.alloc.grpc;

import io.seqsvr.api.store.v1.FenceLeaseRequest;
import io.seqsvr.api.store.v1.NodeLease;
import io.seqsvr.api.store.v1.ReadLeasesRequest;
import io.seqsvr.api.store.v1.RenewLeaseRequest;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.Lease;
import io.seqsvr.cluster.core.LeaseRegister;
import io.seqsvr.cluster.core.LeaseState;
import io.seqsvr.cluster.core.LeaseTerms;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The leases in the store: the register that ends them for good. FENCED is final there. The store
 * knows nothing of shares, and removes leases that are over by itself.
 *
 * <p>Thread-safe; never blocks. Futures end on the transport's threads. Does not close the
 * channels.
 */
public final class GrpcLeaseRegister implements LeaseRegister {
  private final String clusterId;
  private final StoreCalls calls;

  /** See {@link GrpcSectionStore#leases}. */
  GrpcLeaseRegister(ClusterIdentity cluster, StoreCalls calls) {
    this.clusterId = cluster.id();
    this.calls = calls;
  }

  @Override
  public CompletableFuture<Optional<Entry>> create(Lease lease) {
    return renew(lease, 0);
  }

  @Override
  public CompletableFuture<Optional<Entry>> replace(Lease next, long version) {
    return next.state() == LeaseState.FENCED
        ? fence(next.incarnation(), version)
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
    return readAfter("", new ArrayList<>());
  }

  @Override
  public CompletableFuture<Boolean> remove(String incarnation) {
    return CompletableFuture.completedFuture(false);
  }

  private CompletableFuture<Optional<Entry>> renew(Lease lease, long version) {
    RenewLeaseRequest request =
        RenewLeaseRequest.newBuilder()
            .setClusterId(clusterId)
            .setIncarnation(lease.incarnation())
            .setNodeId(lease.holder().nodeId())
            .setAddress(lease.holder().address())
            .setLeaseNanos(lease.terms().leaseNanos())
            .setMarginNanos(lease.terms().marginNanos())
            .setExpectedVersion(version)
            .build();
    return calls
        .send(store -> store.renewLease(request))
        .thenApply(reply -> written(reply.getDone(), reply.getLease()));
  }

  private CompletableFuture<Optional<Entry>> fence(String incarnation, long version) {
    FenceLeaseRequest request =
        FenceLeaseRequest.newBuilder()
            .setClusterId(clusterId)
            .setIncarnation(incarnation)
            .setExpectedVersion(version)
            .build();
    return calls
        .send(store -> store.fenceLease(request))
        .thenApply(reply -> written(reply.getDone(), reply.getLease()));
  }

  private CompletableFuture<List<Entry>> readAfter(String incarnation, List<Entry> before) {
    ReadLeasesRequest request =
        ReadLeasesRequest.newBuilder()
            .setClusterId(clusterId)
            .setAfterIncarnation(incarnation)
            .build();
    return calls
        .send(store -> store.readLeases(request))
        .thenCompose(
            reply -> {
              reply.getLeasesList().forEach(lease -> before.add(decode(lease)));
              return reply.getMore() && reply.getLeasesCount() > 0
                  ? readAfter(reply.getLeases(reply.getLeasesCount() - 1).getIncarnation(), before)
                  : CompletableFuture.completedFuture(before);
            });
  }

  private static Optional<Entry> written(boolean done, NodeLease lease) {
    return done ? Optional.of(decode(lease)) : Optional.empty();
  }

  private static Entry decode(NodeLease lease) {
    Lease decoded =
        new Lease(
            new NodeIdentity(lease.getNodeId(), lease.getIncarnation(), lease.getAddress()),
            new LeaseTerms(lease.getLeaseNanos(), lease.getMarginNanos()),
            lease.getState() == NodeLease.State.FENCED ? LeaseState.FENCED : LeaseState.HELD,
            Share.NORMAL);
    return new Entry(decoded, lease.getVersion(), lease.getVersion(), 0);
  }
}
