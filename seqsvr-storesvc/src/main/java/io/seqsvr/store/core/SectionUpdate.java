package io.seqsvr.store.core;

/**
 * A row that becomes another one, and what goes with it in the same transaction.
 *
 * @param before the row as it was locked
 */
public record SectionUpdate(SectionRow before, SectionRow after) {
  /** Whether the hot counters at or below the new base go: the base stands for them now. */
  public boolean raisesBase() {
    return after.base() > before.base();
  }

  /** Whether the section's chunks go: of whatever ownership they are, no row can name them now. */
  public boolean dropsChunks() {
    return after.epoch() != before.epoch() && after.snapshot().isNone();
  }
}
