package io.seqsvr.alloc.grpc;

import io.grpc.ManagedChannel;
import io.seqsvr.alloc.core.CounterReservation;
import io.seqsvr.alloc.core.Reservation;
import io.seqsvr.alloc.core.SectionStore;
import io.seqsvr.api.store.v1.AcquireRequest;
import io.seqsvr.api.store.v1.Cluster;
import io.seqsvr.api.store.v1.GetClusterRequest;
import io.seqsvr.api.store.v1.InspectRequest;
import io.seqsvr.api.store.v1.ReleaseRequest;
import io.seqsvr.api.store.v1.ReleaseResult;
import io.seqsvr.api.store.v1.ReserveCountersRequest;
import io.seqsvr.api.store.v1.ReserveCountersResult;
import io.seqsvr.api.store.v1.ReserveRequest;
import io.seqsvr.api.store.v1.ReserveResult;
import io.seqsvr.api.store.v1.WriteSnapshotResult;
import io.seqsvr.api.store.v1.WriteSnapshotsRequest;
import io.seqsvr.cluster.core.ClusterIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * The store tier over gRPC. Long lists go in calls of the size that the store takes, one after the
 * other; if one of them gets no answer, the outcome of all is unknown.
 *
 * <p>Thread-safe. Every call to a store blocks for at most the time limit. Does not close the
 * channels.
 */
public final class GrpcSectionStore implements SectionStore {
  /** Most entries of a call. */
  static final int MAX_ENTRIES = 1_000;

  /** Most bytes of snapshots in a call. */
  static final int MAX_SNAPSHOT_BYTES = 2 << 20;

  private final StoreCalls calls;
  private final StorePages pages;

  /**
   * The stores behind some channels.
   *
   * @param channels at least one
   * @param timeLimit of each call
   */
  public GrpcSectionStore(List<ManagedChannel> channels, Duration timeLimit) {
    this.calls = new StoreCalls(channels, timeLimit);
    this.pages = new StorePages(calls);
  }

  /**
   * The leases that the same stores keep.
   *
   * @param timeLimit of each call; after half of a lease the next try had better go elsewhere
   */
  public GrpcLeaseRegister leases(ClusterIdentity cluster, Duration timeLimit) {
    return new GrpcLeaseRegister(cluster, calls.within(timeLimit));
  }

  @Override
  public ClusterIdentity cluster() {
    Cluster cluster =
        calls.call(store -> store.getCluster(GetClusterRequest.getDefaultInstance())).getCluster();
    return new ClusterIdentity(cluster.getId(), cluster.getSectionCount(), cluster.getHash());
  }

  @Override
  public List<Row> inspect(ClusterIdentity cluster, int first, int last) {
    InspectRequest request =
        InspectRequest.newBuilder()
            .setClusterId(cluster.id())
            .setFirstSection(first)
            .setLastSection(last)
            .build();
    return rows(request);
  }

  @Override
  public List<Row> inspect(ClusterIdentity cluster, List<Integer> sections) {
    List<Row> rows = new ArrayList<>();
    for (int from = 0; from < sections.size(); from += MAX_ENTRIES) {
      rows.addAll(
          rows(
              InspectRequest.newBuilder()
                  .setClusterId(cluster.id())
                  .addAllSectionIds(
                      sections.subList(from, Math.min(from + MAX_ENTRIES, sections.size())))
                  .build()));
    }
    return rows;
  }

  private List<Row> rows(InspectRequest request) {
    return calls.call(store -> store.inspect(request)).getSectionsList().stream()
        .map(StoreMessages::decode)
        .toList();
  }

  @Override
  public List<Outcome<Acquired>> acquire(
      ClusterIdentity cluster, String incarnation, long step, List<Acquisition> acquisitions) {
    return inCalls(
        acquisitions,
        part -> {
          AcquireRequest.Builder request =
              AcquireRequest.newBuilder().setClusterId(cluster.id()).setOwner(incarnation);
          part.forEach(wish -> request.addEntries(StoreMessages.encode(wish, step)));
          return calls.call(store -> store.acquire(request.build())).getResultsList().stream()
              .map(StoreMessages::decode)
              .toList();
        });
  }

  @Override
  public List<Outcome<List<CounterRow>>> readCounters(
      ClusterIdentity cluster, List<Owned> sections) {
    return inCalls(sections, part -> pages.readCounters(cluster, part));
  }

  @Override
  public List<Outcome<Reservation>> reserve(
      ClusterIdentity cluster, List<Reservation> reservations) {
    return inCalls(
        reservations,
        part -> {
          ReserveRequest.Builder request = ReserveRequest.newBuilder().setClusterId(cluster.id());
          part.forEach(wish -> request.addEntries(StoreMessages.encode(wish)));
          List<ReserveResult> results =
              calls.call(store -> store.reserve(request.build())).getResultsList();
          return answers(part, results, StoreMessages::decode);
        });
  }

  @Override
  public List<Outcome<CounterReservation>> reserveCounters(
      ClusterIdentity cluster, List<CounterReservation> reservations) {
    return inCalls(
        reservations,
        part -> {
          ReserveCountersRequest.Builder request =
              ReserveCountersRequest.newBuilder().setClusterId(cluster.id());
          part.forEach(wish -> request.addEntries(StoreMessages.encode(wish)));
          List<ReserveCountersResult> results =
              calls.call(store -> store.reserveCounters(request.build())).getResultsList();
          return answers(part, results, StoreMessages::decode);
        });
  }

  @Override
  public List<Outcome<Chunk>> writeSnapshots(ClusterIdentity cluster, List<Chunk> chunks) {
    return inCalls(
        chunks,
        chunk -> chunk.content().length,
        part -> {
          WriteSnapshotsRequest.Builder request =
              WriteSnapshotsRequest.newBuilder().setClusterId(cluster.id());
          part.forEach(chunk -> request.addChunks(StoreMessages.encode(chunk)));
          List<WriteSnapshotResult> results =
              calls.call(store -> store.writeSnapshots(request.build())).getResultsList();
          return answers(part, results, StoreMessages::decode);
        });
  }

  @Override
  public List<Chunk> readSnapshots(ClusterIdentity cluster, List<Row> rows) {
    List<Chunk> chunks = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += MAX_ENTRIES) {
      List<Row> part = rows.subList(from, Math.min(from + MAX_ENTRIES, rows.size()));
      chunks.addAll(pages.readSnapshots(cluster, part));
    }
    return chunks;
  }

  @Override
  public List<Outcome<Long>> release(ClusterIdentity cluster, List<Surrender> surrenders) {
    return inCalls(
        surrenders,
        part -> {
          ReleaseRequest.Builder request = ReleaseRequest.newBuilder().setClusterId(cluster.id());
          part.forEach(surrender -> request.addEntries(StoreMessages.encode(surrender)));
          return calls.call(store -> store.release(request.build())).getResultsList().stream()
              .map(GrpcSectionStore::released)
              .toList();
        });
  }

  private static Outcome<Long> released(ReleaseResult result) {
    return result.hasError()
        ? StoreMessages.refused(result.getError())
        : new Outcome<>(result.getReleased().getEpoch(), null);
  }

  private interface Answer<T, M> {
    Outcome<T> decode(T asked, M result);
  }

  private static <T, M> List<Outcome<T>> answers(
      List<T> asked, List<M> results, Answer<T, M> answer) {
    checkCount(asked.size(), results.size());
    List<Outcome<T>> outcomes = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      outcomes.add(answer.decode(asked.get(i), results.get(i)));
    }
    return outcomes;
  }

  private static <E, T> List<Outcome<T>> inCalls(
      List<E> entries, Function<List<E>, List<Outcome<T>>> call) {
    return inCalls(entries, entry -> 0, call);
  }

  /** Divides entries into calls, each of them with a result for each of its entries. */
  private static <E, T> List<Outcome<T>> inCalls(
      List<E> entries, ToLongFunction<E> bytes, Function<List<E>, List<Outcome<T>>> call) {
    List<Outcome<T>> outcomes = new ArrayList<>();
    int from = 0;
    while (from < entries.size()) {
      int to = from;
      long total = 0;
      while (to < entries.size()
          && to - from < MAX_ENTRIES
          && (to == from || total + bytes.applyAsLong(entries.get(to)) <= MAX_SNAPSHOT_BYTES)) {
        total += bytes.applyAsLong(entries.get(to));
        to++;
      }
      List<Outcome<T>> answered = call.apply(entries.subList(from, to));
      checkCount(to - from, answered.size());
      outcomes.addAll(answered);
      from = to;
    }
    return outcomes;
  }

  private static void checkCount(int expected, int results) {
    if (results != expected) {
      throw StoreCalls.unavailable(
          "the store gave " + results + " results for " + expected + " entries");
    }
  }
}
