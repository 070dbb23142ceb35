package io.seqsvr.store.core;

import java.util.Set;

/**
 * A change of one section's row that a caller asks for. Immutable, so any thread may use it.
 *
 * <p>{@link #decide} is the fence that uniqueness rests on. It needs the row as it is under a lock
 * that lasts until the decision is durable. It is idempotent: asked again about the row that it
 * made itself, it gives the first answer and changes nothing. So a caller, or a storage, that does
 * not know whether a change was made simply asks again. {@link Raise} alone moves the row once more
 * when it is asked again, to the same effect.
 */
public sealed interface SectionChange permits Acquire, Reserve, Release, Raise {
  /** Most seqs that one change may reserve. */
  long MAX_STEP = 1_000_000_000;

  /** The section that the change is about. */
  int sectionId();

  /**
   * Checks every field but the section id, whose limit depends on the cluster.
   *
   * @param entry path of this change in the request, for the message
   * @throws io.seqsvr.api.error.SeqsvrException INVALID_ARGUMENT with field and limit
   */
  void validate(String entry);

  /** The snapshot whose chunks {@link #decide} wants to be counted; NONE if it wants none. */
  default SnapshotSeal counted() {
    return SnapshotSeal.NONE;
  }

  /**
   * The incarnations whose leases {@link #decide} wants to know.
   *
   * @param row as {@link #decide} will get it
   */
  default Set<String> asksFor(SectionRow row) {
    return Set.of();
  }

  /**
   * What becomes of this row; pure.
   *
   * @param evidence what it asked for, under the row's lock or locks of its own
   */
  Decision decide(SectionRow row, Evidence evidence);
}
