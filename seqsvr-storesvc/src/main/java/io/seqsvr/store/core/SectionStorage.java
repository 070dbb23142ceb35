package io.seqsvr.store.core;

import java.util.List;

/**
 * Port to whatever keeps the rows durably. Implementations are thread-safe; every method may block
 * for a bounded time.
 */
public interface SectionStorage {
  /**
   * Locks the rows of all changes, decides each on its own, stores the new rows, and returns once
   * they are durable: all of them or none.
   *
   * @param changes at most {@link SequenceStore#MAX_ENTRIES}, no section twice
   * @return the decisions that were carried out, in the order of the changes
   * @throws io.seqsvr.api.error.SeqsvrException STORE_UNAVAILABLE if the storage did not answer in
   *     time; then it is unknown whether the changes were made, and the same call may be repeated
   */
  List<Decision> apply(List<? extends SectionChange> changes);

  /**
   * Reads rows without locking them.
   *
   * @param firstSection inclusive
   * @param lastSection inclusive
   * @return the rows in the order of section ids
   * @throws io.seqsvr.api.error.SeqsvrException STORE_UNAVAILABLE if the storage did not answer in
   *     time
   */
  List<SectionRow> read(int firstSection, int lastSection);
}
