package io.seqsvr.alloc.core;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.ClusterIdentity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The store tier as the allocator sees it. Thread-safe. Every method blocks until the store answers
 * or its own time limit has passed; then it throws STORE_UNAVAILABLE, the outcome is unknown, and
 * the same call may be repeated.
 */
public interface SectionStore {
  /**
   * A section's row.
   *
   * @param epoch raised at each acquisition and release
   * @param maxSeq durable ceiling, inclusive
   */
  record Row(int section, long epoch, long maxSeq) {}

  /**
   * A wish to own a section.
   *
   * @param expectedEpoch the epoch that the row must still have
   * @param attemptId fresh for each entry of the section into LOADING
   */
  record Acquisition(int section, long expectedEpoch, String attemptId) {}

  /** A section to give back. */
  record Surrender(int section, long epoch) {}

  /**
   * What became of one entry.
   *
   * @param value the answer, or null if refused
   * @param refusal why not, or null if granted
   */
  record Outcome<T>(@Nullable T value, @Nullable SeqsvrException refusal) {}

  /**
   * An acquisition that the store confirmed.
   *
   * @param base upper bound, inclusive, of what earlier owners can have handed out
   * @param ceiling durable ceiling, inclusive
   */
  record Acquired(int section, long epoch, long base, long ceiling) {}

  /** The identity of the cluster whose rows these are. */
  ClusterIdentity cluster();

  /** The rows of the sections {@code first} to {@code last}, both inclusive. */
  List<Row> inspect(ClusterIdentity cluster, int first, int last);

  /** Takes sections for an incarnation; one outcome for each, in order. */
  List<Outcome<Acquired>> acquire(
      ClusterIdentity cluster, String incarnation, long step, List<Acquisition> acquisitions);

  /** Raises ceilings; one outcome for each, in order, whose value is the reservation itself. */
  List<Outcome<Reservation>> reserve(ClusterIdentity cluster, List<Reservation> reservations);

  /** Gives sections back; one outcome for each, in order, whose value is the new epoch. */
  List<Outcome<Long>> release(ClusterIdentity cluster, List<Surrender> surrenders);
}
