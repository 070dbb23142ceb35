package io.seqsvr.store.core;

import java.util.List;

/**
 * Port to whatever keeps the rows durably. Implementations are thread-safe; every method may block
 * for a bounded time, and throws a {@link io.seqsvr.api.error.SeqsvrException} STORE_UNAVAILABLE if
 * the storage did not answer in time. Then it is unknown whether changes were made, and the same
 * call may be repeated.
 *
 * <p>Every method that changes sections, or what belongs to them, first locks their rows, decides
 * each entry on its own, and returns once everything that was decided is durable: all of it or
 * nothing. It takes at most {@link SequenceStore#MAX_ENTRIES} entries and returns one decision for
 * each, in their order.
 */
public interface SectionStorage {
  /**
   * Changes sections. With a raised base go the section's hot counters at or below it, and with an
   * epoch without a snapshot its chunks: see {@link SectionUpdate}.
   *
   * @param changes no section twice
   */
  List<Decision> apply(List<? extends SectionChange> changes);

  /**
   * Reads rows without locking them.
   *
   * @param firstSection inclusive
   * @param lastSection inclusive
   * @return the rows in the order of section ids
   */
  List<SectionRow> read(int firstSection, int lastSection);

  /**
   * Reads rows without locking them.
   *
   * @param sectionIds ascending, at least one
   * @return the rows in the order of section ids
   */
  List<SectionRow> read(List<Integer> sectionIds);

  /**
   * Raises and makes hot counters.
   *
   * @param reserves no counter twice
   */
  List<CounterReserve.Result> reserveCounters(List<CounterReserve> reserves);

  /** Reads hot counters, and the rows of their sections as they were at the same moment. */
  CounterPage readCounters(CounterQuery query);

  /**
   * Stores chunks of snapshots.
   *
   * @param writes no chunk twice, at most {@link SnapshotChunk#MAX_CALL_BYTES} in all
   */
  List<ChunkWrite.Result> writeChunks(List<ChunkWrite> writes);

  /**
   * Reads chunks, as many as fit into {@link SnapshotChunk#MAX_CALL_BYTES} and {@link
   * SequenceStore#MAX_ENTRIES}, at least one if there is any.
   *
   * @param refs in the order of section ids, none twice
   */
  ChunkPage readChunks(List<ChunkRef> refs);

  /**
   * Changes one lease. Locks its row and no other.
   *
   * @param nowMillis stamp of a row that is written
   * @throws io.seqsvr.api.error.SeqsvrException also what the decision throws
   */
  LeaseDecision changeLease(LeaseChange change, long nowMillis);

  /**
   * Reads leases without locking them, in the order of incarnations.
   *
   * @param after exclusive; empty for the first ones
   * @param limit most leases
   */
  List<LeaseRow> readLeases(String after, int limit);

  /**
   * Deletes fenced leases that no section's row names as its owner. Nothing depends on it.
   *
   * @param beforeMillis only those last written before
   * @param limit most leases
   * @return how many are gone
   */
  int forgetFencedLeases(long beforeMillis, int limit);
}
