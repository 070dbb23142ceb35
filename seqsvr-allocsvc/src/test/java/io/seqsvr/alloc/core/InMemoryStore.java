package io.seqsvr.alloc.core;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.ClusterIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Section rows in memory with the store's conditions, and with its troubles: no answer before the
 * write, no answer after it, and going back in time. Thread-safe.
 */
final class InMemoryStore implements SectionStore {
  private static final class Row0 {
    long epoch;
    long base;
    long maxSeq;
    String owner = "";
    String attempt = "";
    final java.util.Map<Long, Long> hot = new java.util.TreeMap<>();
  }

  private final ClusterIdentity cluster;
  private final List<Row0> rows = new ArrayList<>();
  private boolean down;
  private Random troubles = new Random(0);
  private double lossRate;
  private int reserveCalls;

  InMemoryStore(ClusterIdentity cluster) {
    this.cluster = cluster;
    for (int i = 0; i < cluster.sectionCount(); i++) {
      rows.add(new Row0());
    }
  }

  /** From now on no call is answered, or every one is. */
  synchronized void setDown(boolean isDown) {
    down = isDown;
  }

  /**
   * From now on a part of the calls is lost on the way there, and the same part on the way back.
   */
  synchronized void setLoss(long seed, double rate) {
    troubles = new Random(seed);
    lossRate = rate;
  }

  synchronized long maxSeq(int section) {
    return rows.get(section).maxSeq;
  }

  synchronized int reserveCalls() {
    return reserveCalls;
  }

  /** Puts every row's ceiling somewhere else, keeping the epochs. */
  synchronized void setMaxSeq(long maxSeq) {
    rows.forEach(row -> row.maxSeq = maxSeq);
  }

  @Override
  public ClusterIdentity cluster() {
    return answered(() -> cluster);
  }

  @Override
  public List<Row> inspect(ClusterIdentity identity, int first, int last) {
    return answered(
        () -> {
          List<Row> result = new ArrayList<>();
          for (int section = first; section <= last; section++) {
            result.add(new Row(section, rows.get(section).epoch, rows.get(section).maxSeq, null));
          }
          return result;
        });
  }

  @Override
  public List<Outcome<Acquired>> acquire(
      ClusterIdentity identity, String incarnation, long step, List<Acquisition> acquisitions) {
    return answered(
        () ->
            acquisitions.stream()
                .map(acquisition -> acquire(incarnation, step, acquisition))
                .toList());
  }

  @Override
  public List<Outcome<Reservation>> reserve(
      ClusterIdentity identity, List<Reservation> reservations) {
    return answered(
        () -> {
          reserveCalls++;
          return reservations.stream().map(this::reserve).toList();
        });
  }

  @Override
  public List<Outcome<Long>> release(ClusterIdentity identity, List<Surrender> surrenders) {
    return answered(() -> surrenders.stream().map(this::release).toList());
  }

  @Override
  public List<Outcome<List<CounterRow>>> readCounters(
      ClusterIdentity identity, List<Owned> sections) {
    return answered(
        () ->
            sections.stream()
                .map(
                    owned -> {
                      List<CounterRow> found = new ArrayList<>();
                      rows.get(owned.section())
                          .hot
                          .forEach((hash, max) -> found.add(new CounterRow(hash, max)));
                      return new Outcome<>(found, null);
                    })
                .toList());
  }

  @Override
  public List<Outcome<CounterReservation>> reserveCounters(
      ClusterIdentity identity, List<CounterReservation> reservations) {
    return answered(
        () ->
            reservations.stream()
                .map(
                    wish -> {
                      rows.get(wish.section()).hot.put(wish.hash(), wish.newCeiling());
                      return new Outcome<>(wish, null);
                    })
                .toList());
  }

  @Override
  public List<Outcome<Chunk>> writeSnapshots(ClusterIdentity identity, List<Chunk> chunks) {
    return answered(() -> chunks.stream().map(chunk -> new Outcome<>(chunk, null)).toList());
  }

  @Override
  public List<Chunk> readSnapshots(ClusterIdentity identity, List<Row> wanted) {
    return answered(List::of);
  }

  private Outcome<Acquired> acquire(String incarnation, long step, Acquisition wish) {
    Row0 row = rows.get(wish.section());
    boolean repeated =
        row.epoch == wish.expectedEpoch() + 1
            && row.attempt.equals(wish.attemptId())
            && row.owner.equals(incarnation);
    if (!repeated) {
      if (row.epoch != wish.expectedEpoch()) {
        return refused(ErrorReason.NOT_OWNER);
      }
      row.epoch++;
      row.base = row.maxSeq;
      row.maxSeq += step;
      row.attempt = wish.attemptId();
      row.owner = incarnation;
    }
    return new Outcome<>(new Acquired(wish.section(), row.epoch, row.base, row.maxSeq), null);
  }

  private Outcome<Reservation> reserve(Reservation wish) {
    Row0 row = rows.get(wish.section());
    if (row.epoch == wish.epoch() && row.maxSeq == wish.ceiling()) {
      row.maxSeq = wish.newCeiling();
    }
    if (row.epoch == wish.epoch() && row.maxSeq == wish.newCeiling()) {
      return new Outcome<>(wish, null);
    }
    return refused(
        row.epoch < wish.epoch() || (row.epoch == wish.epoch() && row.maxSeq < wish.ceiling())
            ? ErrorReason.STORE_WENT_BACK
            : ErrorReason.NOT_OWNER);
  }

  private Outcome<Long> release(Surrender wish) {
    Row0 row = rows.get(wish.section());
    if (row.epoch != wish.epoch()) {
      return refused(ErrorReason.NOT_OWNER);
    }
    row.epoch++;
    row.attempt = "";
    row.owner = "";
    return new Outcome<>(row.epoch, null);
  }

  private static <T> Outcome<T> refused(ErrorReason reason) {
    return new Outcome<>(null, SeqsvrException.of(reason, "refused by the row"));
  }

  private synchronized <T> T answered(Supplier<T> call) {
    if (down || troubles.nextDouble() < lossRate) {
      throw silence();
    }
    T answer = call.get();
    if (troubles.nextDouble() < lossRate) {
      throw silence();
    }
    return answer;
  }

  private static SeqsvrException silence() {
    return SeqsvrException.retryable(
        ErrorReason.STORE_UNAVAILABLE, "no answer", Duration.ofMillis(1));
  }
}
