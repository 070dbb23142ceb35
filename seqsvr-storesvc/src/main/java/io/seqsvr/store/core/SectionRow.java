package io.seqsvr.store.core;

/**
 * One section's durable row. Its {@code maxSeq} and its {@code base} never go down, and its {@code
 * epoch} goes up by exactly 1 at every change of owner, to an owner or to none, and by {@link
 * Raise#EPOCHS} at a raise.
 *
 * @param sectionId 0 to section count - 1, inclusive
 * @param epoch 0 for a section that nobody ever owned
 * @param owner incarnation of the owner; empty if there is none
 * @param base lower bound of this generation: a conversation that nobody remembers starts above it
 * @param maxSeq durable ceiling, inclusive: no seq above it has left any process, but of
 *     conversations with a hot counter
 * @param attempt id of the acquire that made this row; empty after any other change
 * @param attemptClean whether that acquire went on from a snapshot
 * @param snapshot what the last owner left behind when it gave the section back
 */
public record SectionRow(
    int sectionId,
    long epoch,
    String owner,
    long base,
    long maxSeq,
    String attempt,
    boolean attemptClean,
    SnapshotSeal snapshot) {

  /** A row that names no snapshot, and that no clean acquire has made. */
  public SectionRow(
      int sectionId, long epoch, String owner, long base, long maxSeq, String attempt) {
    this(sectionId, epoch, owner, base, maxSeq, attempt, false, SnapshotSeal.NONE);
  }

  /** The row of a section that nobody ever owned. */
  public static SectionRow unused(int sectionId) {
    return new SectionRow(sectionId, 0, "", 0, 0, "");
  }

  /** Whether an incarnation owns the section. */
  public boolean isOwned() {
    return !owner.isEmpty();
  }

  /**
   * Whether the next owner can go on from the snapshot: nobody has owned the section since. The
   * epoch says so even if whoever did knew nothing of snapshots and left the row's name standing.
   */
  public boolean hasSnapshot() {
    return !isOwned() && !snapshot.isNone() && snapshot.epoch() == epoch - 1;
  }
}
