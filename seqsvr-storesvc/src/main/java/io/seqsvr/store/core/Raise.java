package io.seqsvr.store.core;

/**
 * Lifts a section's ceiling, for an administrator: whoever owns the section next begins above it.
 *
 * <p>The present owner is shut out, and its snapshot and attempt are forgotten, because what they
 * stand for may lie below. But it stays recorded as the owner: it may still serve from memory, and
 * a row without an owner would let the next one in before the end of that lease.
 *
 * <p>Not idempotent to the letter: each repeat moves the epoch again. That costs an owner that came
 * in between its section, which it takes anew, and no number is handed out twice.
 *
 * @param atLeast seqs of the next owner are larger than this
 */
public record Raise(int sectionId, long atLeast) implements SectionChange {
  /** Largest {@link #atLeast}: half of all numbers stay. */
  public static final long MAX_AT_LEAST = 1L << 62;

  /**
   * How far the epoch moves. After the database went back in time a forgotten process may hold
   * epochs above the row's: by a step of 1 the row could come to the very epoch that such a process
   * holds, and take its writes for the owner's. So many changes of owner no backup is behind.
   */
  public static final long EPOCHS = 1_000_000;

  @Override
  public void validate(String entry) {
    Fields.checkRange(entry + ".at_least", atLeast, 1, MAX_AT_LEAST);
  }

  @Override
  public Decision decide(SectionRow row, Evidence evidence) {
    if (row.epoch() > Long.MAX_VALUE - EPOCHS) {
      return Decision.refuse(row, Refusals.exhausted(row));
    }
    return Decision.write(
        row,
        new SectionRow(
            sectionId,
            row.epoch() + EPOCHS,
            row.owner(),
            row.base(),
            Math.max(row.maxSeq(), atLeast),
            ""));
  }
}
