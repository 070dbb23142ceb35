package io.seqsvr.store.grpc;

import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;
import io.seqsvr.api.grpc.MalformedRequests;
import io.seqsvr.api.store.v1.AcquireReply;
import io.seqsvr.api.store.v1.AcquireRequest;
import io.seqsvr.api.store.v1.GetClusterReply;
import io.seqsvr.api.store.v1.GetClusterRequest;
import io.seqsvr.api.store.v1.InspectReply;
import io.seqsvr.api.store.v1.InspectRequest;
import io.seqsvr.api.store.v1.ReleaseReply;
import io.seqsvr.api.store.v1.ReleaseRequest;
import io.seqsvr.api.store.v1.ReserveReply;
import io.seqsvr.api.store.v1.ReserveRequest;
import io.seqsvr.api.store.v1.SequenceStoreGrpc;
import io.seqsvr.store.core.CheckedBatch;
import io.seqsvr.store.core.Decision;
import io.seqsvr.store.core.SectionChange;
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
                request.getClusterId(),
                StoreMessages.changes(request),
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
                request.getClusterId(),
                StoreMessages.changes(request),
                StoreMessages::reserveReply));
  }

  @Override
  public void release(ReleaseRequest request, StreamObserver<ReleaseReply> observer) {
    runner.run(
        "release",
        observer,
        () ->
            apply(
                "release",
                request.getClusterId(),
                StoreMessages.changes(request),
                StoreMessages::releaseReply));
  }

  @Override
  public void inspect(InspectRequest request, StreamObserver<InspectReply> observer) {
    int first = request.getFirstSection();
    int last = request.getLastSection();
    runner.run(
        "inspect",
        observer,
        () -> {
          store.checkInspect(request.getClusterId(), first, last);
          return () -> StoreMessages.inspectReply(store.inspect(first, last));
        });
  }

  private <R> Supplier<R> apply(
      String call,
      String clusterId,
      List<? extends SectionChange> changes,
      Function<List<Decision>, R> encode) {
    CheckedBatch batch = store.check(clusterId, changes);
    return () -> {
      List<Decision> decisions = store.apply(batch);
      runner.metrics().countEntries(call, decisions);
      return encode.apply(decisions);
    };
  }
}
