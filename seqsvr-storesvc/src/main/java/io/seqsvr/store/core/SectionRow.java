package io.seqsvr.store.core;

/**
 * One section's durable row. Its {@code maxSeq} never goes down, and its {@code epoch} goes up by
 * exactly 1 at every change of owner, to an owner or to none.
 *
 * @param sectionId 0 to section count - 1, inclusive
 * @param epoch 0 for a section that nobody ever owned
 * @param owner incarnation of the owner; empty if there is none
 * @param base upper bound, inclusive, of what earlier owners can have handed out
 * @param maxSeq durable ceiling, inclusive: no seq above it has left any process
 * @param attempt id of the acquire that made this ownership; empty if there is no owner
 */
public record SectionRow(
    int sectionId, long epoch, String owner, long base, long maxSeq, String attempt) {

  /** The row of a section that nobody ever owned. */
  public static SectionRow unused(int sectionId) {
    return new SectionRow(sectionId, 0, "", 0, 0, "");
  }

  /** Whether an incarnation owns the section. */
  public boolean isOwned() {
    return !owner.isEmpty();
  }
}
