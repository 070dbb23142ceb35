package io.seqsvr.alloc.core;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.ClusterIdentity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The store tier as the allocator sees it. Thread-safe. Every method blocks until the store answers
 * or its own time limit has passed; then it throws STORE_UNAVAILABLE, the outcome is unknown, and
 * the same call may be repeated. Every list may have any length; an implementation divides it into
 * calls of the size that the store takes.
 */
public interface SectionStore {
  /**
   * A section's row.
   *
   * @param epoch raised at each acquisition and release
   * @param owner incarnation that owns the section; empty if none does
   * @param maxSeq durable ceiling, inclusive
   * @param snapshot what the last owner left behind when it gave the section back, or null
   */
  record Row(int section, long epoch, String owner, long maxSeq, @Nullable SnapshotSeal snapshot) {}

  /**
   * What makes a snapshot complete.
   *
   * @param epoch of the ownership whose counters it holds
   * @param chunks number of its parts, 0 if no conversation was used
   * @param checksum over all parts in their order
   */
  record SnapshotSeal(long epoch, int chunks, long checksum) {}

  /**
   * A part of a snapshot. The array belongs to the chunk: nobody changes it.
   *
   * @param epoch of the ownership whose counters it holds
   * @param index counts the parts of a snapshot from 0
   * @param content 1 to {@link #MAX_CHUNK_BYTES} bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // moved, never compared
  record Chunk(int section, long epoch, int index, byte[] content) {}

  /** Longest part of a snapshot. */
  int MAX_CHUNK_BYTES = 65_536;

  /**
   * A wish to own a section.
   *
   * @param expectedEpoch the epoch that the row must still have
   * @param attemptId fresh for each entry of the section into LOADING
   * @param clean whether the owner goes on from the snapshot that the row names
   */
  record Acquisition(int section, long expectedEpoch, String attemptId, boolean clean) {}

  /**
   * A section to give back.
   *
   * @param snapshot the snapshot of this ownership, or null if there is none
   */
  record Surrender(int section, long epoch, @Nullable SnapshotSeal snapshot) {}

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
   * @param base a conversation that nobody remembers starts above it
   * @param ceiling durable ceiling, inclusive
   */
  record Acquired(int section, long epoch, long base, long ceiling) {}

  /** A section and the epoch of the caller's ownership. */
  record Owned(int section, long epoch) {}

  /**
   * A hot counter's row.
   *
   * @param hash the conversation's, never 0
   * @param ceiling durable, inclusive
   */
  record CounterRow(long hash, long ceiling) {}

  /** The identity of the cluster whose rows these are. */
  ClusterIdentity cluster();

  /** The rows of the sections {@code first} to {@code last}, both inclusive. */
  List<Row> inspect(ClusterIdentity cluster, int first, int last);

  /** The rows of some sections, in their order, which is ascending. */
  List<Row> inspect(ClusterIdentity cluster, List<Integer> sections);

  /** Takes sections for an incarnation; one outcome for each, in order. */
  List<Outcome<Acquired>> acquire(
      ClusterIdentity cluster, String incarnation, long step, List<Acquisition> acquisitions);

  /** The hot counters above the base of each section; one outcome for each, in order. */
  List<Outcome<List<CounterRow>>> readCounters(ClusterIdentity cluster, List<Owned> sections);

  /**
   * Begins new generations: base := ceiling, and a higher ceiling; one outcome for each, in order,
   * whose value is the reservation itself.
   */
  List<Outcome<Reservation>> reserve(ClusterIdentity cluster, List<Reservation> reservations);

  /**
   * Raises the ceilings of hot counters; one outcome for each, in order, whose value is the
   * reservation itself.
   */
  List<Outcome<CounterReservation>> reserveCounters(
      ClusterIdentity cluster, List<CounterReservation> reservations);

  /** Stores parts of snapshots; one outcome for each, in order, whose value is the part itself. */
  List<Outcome<Chunk>> writeSnapshots(ClusterIdentity cluster, List<Chunk> chunks);

  /**
   * The parts of the snapshots of the rows, in the order of the rows, then of the parts. Of a
   * snapshot that is not there any more some are missing.
   *
   * @param rows of sections with a snapshot, in the order of their ids
   */
  List<Chunk> readSnapshots(ClusterIdentity cluster, List<Row> rows);

  /** Gives sections back; one outcome for each, in order, whose value is the new epoch. */
  List<Outcome<Long>> release(ClusterIdentity cluster, List<Surrender> surrenders);
}
