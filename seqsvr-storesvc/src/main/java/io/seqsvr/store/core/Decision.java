package io.seqsvr.store.core;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one row: a new one, the same one because the change was made before, or the same
 * one because the change is refused.
 */
public final class Decision {
  private final SectionRow row;
  private final boolean write;
  private final @Nullable SeqsvrException refusal;

  private Decision(SectionRow row, boolean write, @Nullable SeqsvrException refusal) {
    this.row = row;
    this.write = write;
    this.refusal = refusal;
  }

  static Decision write(SectionRow next) {
    return new Decision(next, true, null);
  }

  static Decision alreadyDone(SectionRow row) {
    return new Decision(row, false, null);
  }

  static Decision refuse(SectionRow row, SeqsvrException refusal) {
    return new Decision(row, false, refusal);
  }

  /** A refusal because the row holds another value than the caller's; both are named. */
  static Decision refuse(
      SectionRow row, ErrorReason reason, String what, long expected, long actual) {
    String message =
        what + " of section " + row.sectionId() + " is " + actual + ", expected " + expected;
    Map<String, String> metadata =
        Map.of(
            "section", Integer.toString(row.sectionId()),
            "what", what,
            "expected", Long.toString(expected),
            "actual", Long.toString(actual));
    return refuse(row, new SeqsvrException(reason, message, metadata, null));
  }

  /** A refusal because the row has the caller's epoch but no owner, so it is nobody's to change. */
  static Decision refuseUnowned(SectionRow row) {
    return refuse(
        row,
        new SeqsvrException(
            ErrorReason.NOT_OWNER,
            "section " + row.sectionId() + " has no owner",
            Map.of("section", Integer.toString(row.sectionId())),
            null));
  }

  static Decision exhausted(SectionRow row) {
    return refuse(
        row,
        new SeqsvrException(
            ErrorReason.SEQ_EXHAUSTED,
            "section " + row.sectionId() + " would pass 2^63 - 1",
            Map.of(
                "section", Integer.toString(row.sectionId()),
                "max_seq", Long.toString(row.maxSeq())),
            null));
  }

  /** The row after this decision; unchanged if it is a refusal. */
  public SectionRow row() {
    return row;
  }

  /** Whether {@link #row} is new and has to be stored. */
  public boolean isWrite() {
    return write;
  }

  /** Why the change is refused; empty if it is made, now or before. */
  public Optional<SeqsvrException> refusal() {
    return Optional.ofNullable(refusal);
  }

  @Override
  public String toString() {
    return refusal != null ? "refused: " + refusal.getMessage() : (write ? "write " : "is ") + row;
  }
}
