package io.seqsvr.store.core;

import io.seqsvr.api.error.SeqsvrException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one row: a new one, the same one because the change was made before, or the same
 * one because the change is refused.
 */
public final class Decision implements EntryResult {
  private final SectionRow row;
  private final @Nullable SectionUpdate update;
  private final @Nullable SeqsvrException refusal;

  private Decision(
      SectionRow row, @Nullable SectionUpdate update, @Nullable SeqsvrException refusal) {
    this.row = row;
    this.update = update;
    this.refusal = refusal;
  }

  static Decision write(SectionRow before, SectionRow after) {
    return new Decision(after, new SectionUpdate(before, after), null);
  }

  static Decision alreadyDone(SectionRow row) {
    return new Decision(row, null, null);
  }

  static Decision refuse(SectionRow row, SeqsvrException refusal) {
    return new Decision(row, null, refusal);
  }

  /** The row after this decision; unchanged if it is a refusal. */
  public SectionRow row() {
    return row;
  }

  /** Whether {@link #row} is new and has to be stored. */
  public boolean isWrite() {
    return update != null;
  }

  /** What has to be stored; empty if nothing has. */
  public Optional<SectionUpdate> update() {
    return Optional.ofNullable(update);
  }

  @Override
  public Optional<SeqsvrException> refusal() {
    return Optional.ofNullable(refusal);
  }

  @Override
  public String toString() {
    return refusal != null
        ? "refused: " + refusal.getMessage()
        : (isWrite() ? "write " : "is ") + row;
  }
}
