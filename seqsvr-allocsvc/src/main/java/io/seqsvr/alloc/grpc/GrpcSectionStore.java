package io.seqsvr.alloc.grpc;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.seqsvr.alloc.core.CounterReservation;
import io.seqsvr.alloc.core.Reservation;
import io.seqsvr.alloc.core.SectionStore;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.StatusMapping;
import io.seqsvr.api.grpc.StatusMapping.RemoteRefusal;
import io.seqsvr.api.store.v1.AcquireEntry;
import io.seqsvr.api.store.v1.AcquireRequest;
import io.seqsvr.api.store.v1.AcquireResult;
import io.seqsvr.api.store.v1.Cluster;
import io.seqsvr.api.store.v1.GetClusterRequest;
import io.seqsvr.api.store.v1.InspectRequest;
import io.seqsvr.api.store.v1.ReleaseEntry;
import io.seqsvr.api.store.v1.ReleaseRequest;
import io.seqsvr.api.store.v1.ReserveEntry;
import io.seqsvr.api.store.v1.ReserveRequest;
import io.seqsvr.api.store.v1.SequenceStoreGrpc;
import io.seqsvr.api.store.v1.SequenceStoreGrpc.SequenceStoreBlockingStub;
import io.seqsvr.api.store.v1.StoreError;
import io.seqsvr.cluster.core.ClusterIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * The store tier over gRPC. The stores are stateless and equal: a call that gets no answer makes
 * the next one go to the next store.
 *
 * <p>Thread-safe. Every call blocks for at most the time limit. Does not close the channels.
 */
public final class GrpcSectionStore implements SectionStore {
  private static final Duration RETRY_AFTER = Duration.ofMillis(200);

  private final List<ManagedChannel> channels;
  private final long timeLimitMillis;
  private final AtomicInteger preferred = new AtomicInteger();

  /**
   * The stores behind some channels.
   *
   * @param channels at least one
   * @param timeLimit of each call
   */
  public GrpcSectionStore(List<ManagedChannel> channels, Duration timeLimit) {
    if (channels.isEmpty()) {
      throw new IllegalArgumentException("at least one store is needed");
    }
    this.channels = List.copyOf(channels);
    this.timeLimitMillis = timeLimit.toMillis();
  }

  @Override
  public ClusterIdentity cluster() {
    Cluster cluster =
        call(store -> store.getCluster(GetClusterRequest.getDefaultInstance())).getCluster();
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
    return call(store -> store.inspect(request)).getSectionsList().stream()
        .map(row -> new Row(row.getSectionId(), row.getEpoch(), row.getMaxSeq(), null))
        .toList();
  }

  @Override
  public List<Outcome<Acquired>> acquire(
      ClusterIdentity cluster, String incarnation, long step, List<Acquisition> acquisitions) {
    AcquireRequest.Builder request =
        AcquireRequest.newBuilder().setClusterId(cluster.id()).setOwner(incarnation);
    for (Acquisition acquisition : acquisitions) {
      request.addEntries(
          AcquireEntry.newBuilder()
              .setSectionId(acquisition.section())
              .setExpectedEpoch(acquisition.expectedEpoch())
              .setAttemptId(acquisition.attemptId())
              .setStep(step));
    }
    AcquireRequest built = request.build();
    return outcomes(
        acquisitions.size(),
        call(store -> store.acquire(built)).getResultsList(),
        result -> result.hasError() ? result.getError() : null,
        GrpcSectionStore::acquired);
  }

  @Override
  public List<Outcome<Reservation>> reserve(
      ClusterIdentity cluster, List<Reservation> reservations) {
    ReserveRequest.Builder request = ReserveRequest.newBuilder().setClusterId(cluster.id());
    for (Reservation reservation : reservations) {
      request.addEntries(
          ReserveEntry.newBuilder()
              .setSectionId(reservation.section())
              .setEpoch(reservation.epoch())
              .setExpectedMaxSeq(reservation.ceiling())
              .setNewMaxSeq(reservation.newCeiling()));
    }
    ReserveRequest built = request.build();
    List<Outcome<Long>> confirmed =
        outcomes(
            reservations.size(),
            call(store -> store.reserve(built)).getResultsList(),
            result -> result.hasError() ? result.getError() : null,
            result -> result.getReserved().getMaxSeq());
    List<Outcome<Reservation>> outcomes = new ArrayList<>();
    for (int i = 0; i < reservations.size(); i++) {
      outcomes.add(asked(reservations.get(i), confirmed.get(i)));
    }
    return outcomes;
  }

  @Override
  public List<Outcome<Long>> release(ClusterIdentity cluster, List<Surrender> surrenders) {
    ReleaseRequest.Builder request = ReleaseRequest.newBuilder().setClusterId(cluster.id());
    for (Surrender surrender : surrenders) {
      request.addEntries(
          ReleaseEntry.newBuilder().setSectionId(surrender.section()).setEpoch(surrender.epoch()));
    }
    ReleaseRequest built = request.build();
    return outcomes(
        surrenders.size(),
        call(store -> store.release(built)).getResultsList(),
        result -> result.hasError() ? result.getError() : null,
        result -> result.getReleased().getEpoch());
  }

  @Override
  public List<Outcome<List<CounterRow>>> readCounters(ClusterIdentity c, List<Owned> sections) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Outcome<CounterReservation>> reserveCounters(
      ClusterIdentity c, List<CounterReservation> reservations) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Outcome<Chunk>> writeSnapshots(ClusterIdentity c, List<Chunk> chunks) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Chunk> readSnapshots(ClusterIdentity c, List<Row> rows) {
    throw new UnsupportedOperationException();
  }

  private static Acquired acquired(AcquireResult result) {
    return new Acquired(
        result.getAcquired().getSectionId(),
        result.getAcquired().getEpoch(),
        result.getAcquired().getBase(),
        result.getAcquired().getMaxSeq());
  }

  /** Only a confirmation of exactly what was asked counts as one. */
  private static Outcome<Reservation> asked(Reservation reservation, Outcome<Long> confirmed) {
    Long ceiling = confirmed.value();
    if (ceiling == null) {
      return new Outcome<>(null, confirmed.refusal());
    }
    if (ceiling != reservation.newCeiling()) {
      return new Outcome<>(
          null,
          SeqsvrException.of(
              ErrorReason.STORE_WENT_BACK,
              "the store confirmed " + ceiling + " where " + reservation + " was asked"));
    }
    return new Outcome<>(reservation, null);
  }

  private static <M, T> List<Outcome<T>> outcomes(
      int expected,
      List<M> results,
      Function<M, @org.jspecify.annotations.Nullable StoreError> error,
      Function<M, T> value) {
    if (results.size() != expected) {
      throw unavailable(
          "the store gave " + results.size() + " results for " + expected + " entries");
    }
    List<Outcome<T>> outcomes = new ArrayList<>();
    for (M result : results) {
      StoreError refused = error.apply(result);
      if (refused == null) {
        outcomes.add(new Outcome<>(value.apply(result), null));
      } else {
        outcomes.add(
            new Outcome<>(
                null,
                StatusMapping.fromStoreError(refused)
                    .orElseGet(() -> unavailable("unknown refusal " + refused.getReason()))));
      }
    }
    return outcomes;
  }

  private <R> R call(Function<SequenceStoreBlockingStub, R> method) {
    int index = preferred.get();
    ManagedChannel channel = channels.get(Math.floorMod(index, channels.size()));
    try {
      return method.apply(
          SequenceStoreGrpc.newBlockingStub(channel)
              .withDeadlineAfter(timeLimitMillis, TimeUnit.MILLISECONDS));
    } catch (StatusRuntimeException e) {
      Optional<RemoteRefusal> refusal = StatusMapping.fromThrowable(e);
      if (refusal.isEmpty()) {
        preferred.compareAndSet(index, index + 1);
        reconnect(channel, e.getStatus());
      }
      throw refusal
          .map(RemoteRefusal::refusal)
          .orElseGet(() -> unavailable("the store did not answer: " + e.getStatus()));
    }
  }

  /**
   * Makes the next call try a connection at once: the library's own pause after failures grows to
   * two minutes, and a connection whose other end has vanished looks alive until the kernel gives
   * up.
   */
  private static void reconnect(ManagedChannel channel, Status failure) {
    if (failure.getCode() == Status.Code.DEADLINE_EXCEEDED) {
      channel.enterIdle();
    }
    channel.resetConnectBackoff();
  }

  private static SeqsvrException unavailable(String message) {
    return SeqsvrException.retryable(ErrorReason.STORE_UNAVAILABLE, message, RETRY_AFTER);
  }
}
