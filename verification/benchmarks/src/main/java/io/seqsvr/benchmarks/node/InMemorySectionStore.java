package io.seqsvr.benchmarks.node;

import io.seqsvr.alloc.core.CounterReservation;
import io.seqsvr.alloc.core.Reservation;
import io.seqsvr.alloc.core.SectionStore;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cluster.core.ClusterIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The rows of all sections in memory under the store's conditions. Every call takes the same time:
 * what a store over a network with a durable disk would take.
 *
 * <p>Thread-safe: the rows are guarded by the monitor, which is not held while a call waits.
 */
public final class InMemorySectionStore implements SectionStore {
  private final ClusterIdentity cluster;
  private final long roundTripNanos;
  private final MonotonicClock clock;
  private final List<SectionRows> rows = new ArrayList<>();
  private final AtomicLong reserveCalls = new AtomicLong();

  /**
   * A store of sections that nobody ever owned.
   *
   * @param roundTrip of each call, at least 0
   */
  public InMemorySectionStore(ClusterIdentity cluster, Duration roundTrip, MonotonicClock clock) {
    this.cluster = cluster;
    this.roundTripNanos = roundTrip.toNanos();
    this.clock = clock;
    for (int id = 0; id < cluster.sectionCount(); id++) {
      rows.add(new SectionRows(id));
    }
  }

  /** Calls that reserved something so far, with any number of entries. */
  public long reserveCalls() {
    return reserveCalls.get();
  }

  @Override
  public ClusterIdentity cluster() {
    return cluster;
  }

  @Override
  public List<Row> inspect(ClusterIdentity identity, int first, int last) {
    return answered(() -> rows.subList(first, last + 1).stream().map(SectionRows::row).toList());
  }

  @Override
  public List<Row> inspect(ClusterIdentity identity, List<Integer> sections) {
    return answered(() -> sections.stream().map(section -> of(section).row()).toList());
  }

  @Override
  public List<Outcome<Acquired>> acquire(
      ClusterIdentity identity, String incarnation, long step, List<Acquisition> acquisitions) {
    return each(acquisitions, wish -> of(wish.section()).acquire(incarnation, step, wish));
  }

  @Override
  public List<Outcome<List<CounterRow>>> readCounters(
      ClusterIdentity identity, List<Owned> sections) {
    return each(sections, owned -> of(owned.section()).counters(owned.epoch()));
  }

  @Override
  public List<Outcome<Reservation>> reserve(
      ClusterIdentity identity, List<Reservation> reservations) {
    reserveCalls.incrementAndGet();
    return each(reservations, wish -> of(wish.section()).reserve(wish));
  }

  @Override
  public List<Outcome<CounterReservation>> reserveCounters(
      ClusterIdentity identity, List<CounterReservation> reservations) {
    reserveCalls.incrementAndGet();
    return each(reservations, wish -> of(wish.section()).reserveCounter(wish));
  }

  @Override
  public List<Outcome<Chunk>> writeSnapshots(ClusterIdentity identity, List<Chunk> chunks) {
    return each(chunks, chunk -> of(chunk.section()).writeChunk(chunk));
  }

  @Override
  public List<Chunk> readSnapshots(ClusterIdentity identity, List<Row> wanted) {
    return answered(
        () -> wanted.stream().flatMap(row -> of(row.section()).chunks(row).stream()).toList());
  }

  @Override
  public List<Outcome<Long>> release(ClusterIdentity identity, List<Surrender> surrenders) {
    return each(surrenders, wish -> of(wish.section()).release(wish));
  }

  private SectionRows of(int section) {
    return rows.get(section);
  }

  private <W, T> List<Outcome<T>> each(List<W> wishes, Function<W, Outcome<T>> decide) {
    return answered(() -> wishes.stream().map(decide).toList());
  }

  /** Half of the time passes on the way there, half on the way back. */
  private <T> T answered(Supplier<T> call) {
    long sentNanos = clock.nanoTime();
    awaitNanos(sentNanos, roundTripNanos / 2);
    T answer;
    synchronized (this) {
      answer = call.get();
    }
    awaitNanos(sentNanos, roundTripNanos);
    return answer;
  }

  private void awaitNanos(long sinceNanos, long nanos) {
    long left = nanos - (clock.nanoTime() - sinceNanos);
    while (left > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(this, left);
      left = nanos - (clock.nanoTime() - sinceNanos);
    }
  }
}
