package io.seqsvr.alloc.core;

import io.seqsvr.cluster.core.ClusterIdentity;
import java.util.List;

/** A store of which a test fills in what it needs. */
abstract class StoreStub implements SectionStore {
  private static AssertionError unexpected() {
    return new AssertionError("not expected of this store");
  }

  @Override
  public ClusterIdentity cluster() {
    throw unexpected();
  }

  @Override
  public List<Row> inspect(ClusterIdentity cluster, int first, int last) {
    throw unexpected();
  }

  @Override
  public List<Row> inspect(ClusterIdentity cluster, List<Integer> sections) {
    throw unexpected();
  }

  @Override
  public List<Outcome<Acquired>> acquire(
      ClusterIdentity cluster, String incarnation, long step, List<Acquisition> acquisitions) {
    throw unexpected();
  }

  @Override
  public List<Outcome<List<CounterRow>>> readCounters(
      ClusterIdentity cluster, List<Owned> sections) {
    throw unexpected();
  }

  @Override
  public List<Outcome<Reservation>> reserve(
      ClusterIdentity cluster, List<Reservation> reservations) {
    throw unexpected();
  }

  @Override
  public List<Outcome<CounterReservation>> reserveCounters(
      ClusterIdentity cluster, List<CounterReservation> reservations) {
    throw unexpected();
  }

  @Override
  public List<Outcome<Chunk>> writeSnapshots(ClusterIdentity cluster, List<Chunk> chunks) {
    throw unexpected();
  }

  @Override
  public List<Chunk> readSnapshots(ClusterIdentity cluster, List<Row> rows) {
    throw unexpected();
  }

  @Override
  public List<Outcome<Long>> release(ClusterIdentity cluster, List<Surrender> surrenders) {
    throw unexpected();
  }
}
