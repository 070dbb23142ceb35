package io.seqsvr.store.grpc;

import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.MalformedRequests;
import io.seqsvr.api.store.v1.AcquireReply;
import io.seqsvr.api.store.v1.AcquireRequest;
import io.seqsvr.api.store.v1.FenceLeaseReply;
import io.seqsvr.api.store.v1.FenceLeaseRequest;
import io.seqsvr.api.store.v1.GetClusterReply;
import io.seqsvr.api.store.v1.GetClusterRequest;
import io.seqsvr.api.store.v1.InspectReply;
import io.seqsvr.api.store.v1.InspectRequest;
import io.seqsvr.api.store.v1.RaiseSectionsReply;
import io.seqsvr.api.store.v1.RaiseSectionsRequest;
import io.seqsvr.api.store.v1.ReadCountersReply;
import io.seqsvr.api.store.v1.ReadCountersRequest;
import io.seqsvr.api.store.v1.ReadLeasesReply;
import io.seqsvr.api.store.v1.ReadLeasesRequest;
import io.seqsvr.api.store.v1.ReadSnapshotsReply;
import io.seqsvr.api.store.v1.ReadSnapshotsRequest;
import io.seqsvr.api.store.v1.ReleaseReply;
import io.seqsvr.api.store.v1.ReleaseRequest;
import io.seqsvr.api.store.v1.RenewLeaseReply;
import io.seqsvr.api.store.v1.RenewLeaseRequest;
import io.seqsvr.api.store.v1.ReserveCountersReply;
import io.seqsvr.api.store.v1.ReserveCountersRequest;
import io.seqsvr.api.store.v1.ReserveReply;
import io.seqsvr.api.store.v1.ReserveRequest;
import io.seqsvr.api.store.v1.SequenceStoreGrpc;
import io.seqsvr.api.store.v1.WriteSnapshotsReply;
import io.seqsvr.api.store.v1.WriteSnapshotsRequest;
import io.seqsvr.store.core.CheckedBatch;
import io.seqsvr.store.core.ChunkRef;
import io.seqsvr.store.core.CounterQuery;
import io.seqsvr.store.core.EntryResult;
import io.seqsvr.store.core.FenceLease;
import io.seqsvr.store.core.RenewLease;
import io.seqsvr.store.core.SequenceStore;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The store's calls. Checks what it is sent on the transport's thread, so that bad calls cost no
 * place in the queue, and leaves the database to {@link CallRunner}. Thread-safe; never blocks.
 */
public final class StoreService implements SequenceStoreGrpc.AsyncService, BindableService {
  private final SequenceStore store;
  private final CallRunner runner;

  public StoreService(SequenceStore store, CallRunner runner) {
    this.store = store;
    this.runner = runner;
  }

  @Override
  public ServerServiceDefinition bindService() {
    return MalformedRequests.refuse(SequenceStoreGrpc.bindService(this));
  }

  @Override
  public void getCluster(GetClusterRequest request, StreamObserver<GetClusterReply> observer) {
    GetClusterReply reply =
        GetClusterReply.newBuilder().setCluster(StoreMessages.cluster(store.cluster())).build();
    runner.answer("get_cluster", observer, reply);
  }

  @Override
  public void acquire(AcquireRequest request, StreamObserver<AcquireReply> observer) {
    runner.run(
        "acquire",
        observer,
        () ->
            apply(
                "acquire",
                store.check(request.getClusterId(), StoreMessages.changes(request)),
                store::apply,
                StoreMessages::acquireReply));
  }

  @Override
  public void reserve(ReserveRequest request, StreamObserver<ReserveReply> observer) {
    runner.run(
        "reserve",
        observer,
        () ->
            apply(
                "reserve",
                store.check(request.getClusterId(), StoreMessages.changes(request)),
                store::apply,
                StoreMessages::reserveReply));
  }

  @Override
  public void reserveCounters(
      ReserveCountersRequest request, StreamObserver<ReserveCountersReply> observer) {
    runner.run(
        "reserve_counters",
        observer,
        () ->
            apply(
                "reserve_counters",
                store.checkCounters(request.getClusterId(), CounterMessages.reserves(request)),
                store::reserveCounters,
                CounterMessages::reserveReply));
  }

  @Override
  public void readCounters(
      ReadCountersRequest request, StreamObserver<ReadCountersReply> observer) {
    runner.run(
        "read_counters",
        observer,
        () -> {
          CounterQuery query = CounterMessages.query(request);
          store.checkQuery(request.getClusterId(), query);
          return () -> CounterMessages.readReply(store.readCounters(query));
        });
  }

  @Override
  public void writeSnapshots(
      WriteSnapshotsRequest request, StreamObserver<WriteSnapshotsReply> observer) {
    runner.run(
        "write_snapshots",
        observer,
        () ->
            apply(
                "write_snapshots",
                store.checkChunks(request.getClusterId(), SnapshotMessages.writes(request)),
                store::writeChunks,
                SnapshotMessages::writeReply));
  }

  @Override
  public void readSnapshots(
      ReadSnapshotsRequest request, StreamObserver<ReadSnapshotsReply> observer) {
    runner.run(
        "read_snapshots",
        observer,
        () -> {
          CheckedBatch<ChunkRef> refs =
              store.checkRefs(request.getClusterId(), SnapshotMessages.refs(request));
          return () -> SnapshotMessages.readReply(store.readChunks(refs));
        });
  }

  @Override
  public void release(ReleaseRequest request, StreamObserver<ReleaseReply> observer) {
    runner.run(
        "release",
        observer,
        () ->
            apply(
                "release",
                store.check(request.getClusterId(), StoreMessages.changes(request)),
                store::apply,
                StoreMessages::releaseReply));
  }

  @Override
  public void inspect(InspectRequest request, StreamObserver<InspectReply> observer) {
    runner.run(
        "inspect",
        observer,
        () -> request.getSectionIdsCount() == 0 ? inspectRange(request) : inspectSections(request));
  }

  private Supplier<InspectReply> inspectRange(InspectRequest request) {
    int first = request.getFirstSection();
    int last = request.getLastSection();
    store.checkInspect(request.getClusterId(), first, last);
    return () -> StoreMessages.inspectReply(store.inspect(first, last));
  }

  private Supplier<InspectReply> inspectSections(InspectRequest request) {
    checkNone("first_section", request.getFirstSection());
    checkNone("last_section", request.getLastSection());
    store.checkInspect(request.getClusterId(), request.getSectionIdsList());
    return () -> StoreMessages.inspectReply(store.inspect(request.getSectionIdsList()));
  }

  private static void checkNone(String field, int section) {
    if (section != 0) {
      throw SeqsvrException.invalidArgument(
          field, "0 beside section_ids", Integer.toString(section));
    }
  }

  @Override
  public void raiseSections(
      RaiseSectionsRequest request, StreamObserver<RaiseSectionsReply> observer) {
    runner.run(
        "raise_sections",
        observer,
        () ->
            apply(
                "raise_sections",
                store.check(request.getClusterId(), StoreMessages.changes(request)),
                store::apply,
                StoreMessages::raiseReply));
  }

  @Override
  public void renewLease(RenewLeaseRequest request, StreamObserver<RenewLeaseReply> observer) {
    runner.run(
        "renew_lease",
        observer,
        () -> {
          RenewLease renew = LeaseMessages.renew(request);
          store.checkLease(request.getClusterId(), renew);
          return () -> LeaseMessages.renewReply(store.renewLease(renew));
        });
  }

  @Override
  public void fenceLease(FenceLeaseRequest request, StreamObserver<FenceLeaseReply> observer) {
    runner.run(
        "fence_lease",
        observer,
        () -> {
          FenceLease fence = new FenceLease(request.getIncarnation(), request.getExpectedVersion());
          store.checkLease(request.getClusterId(), fence);
          return () -> LeaseMessages.fenceReply(store.fenceLease(fence));
        });
  }

  @Override
  public void readLeases(ReadLeasesRequest request, StreamObserver<ReadLeasesReply> observer) {
    String after = request.getAfterIncarnation();
    runner.run(
        "read_leases",
        observer,
        () -> {
          store.checkReadLeases(request.getClusterId(), after);
          return () -> LeaseMessages.readReply(store.readLeases(after));
        });
  }

  private <T, E extends EntryResult, R> Supplier<R> apply(
      String call,
      CheckedBatch<T> batch,
      Function<CheckedBatch<T>, List<E>> work,
      Function<List<E>, R> encode) {
    return () -> {
      List<E> results = work.apply(batch);
      runner.metrics().countEntries(call, results);
      return encode.apply(results);
    };
  }
}
