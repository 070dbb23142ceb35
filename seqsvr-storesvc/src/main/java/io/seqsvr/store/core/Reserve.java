package io.seqsvr.store.core;

import io.seqsvr.api.error.ErrorReason;

/**
 * Raises the ceiling of a section that the caller owns.
 *
 * @param epoch the epoch of the caller's ownership; the row must have it
 * @param expectedMaxSeq the ceiling that the caller holds, inclusive; the row must have it
 * @param newMaxSeq the ceiling that the caller wants, inclusive
 */
public record Reserve(int sectionId, long epoch, long expectedMaxSeq, long newMaxSeq)
    implements SectionChange {

  @Override
  public void validate(String entry) {
    Fields.checkRange(entry + ".epoch", epoch, 1, Long.MAX_VALUE);
    Fields.checkRange(entry + ".expected_max_seq", expectedMaxSeq, 0, Long.MAX_VALUE - 1);
    Fields.checkRange(
        entry + ".new_max_seq",
        newMaxSeq,
        expectedMaxSeq + 1,
        expectedMaxSeq + Math.min(MAX_STEP, Long.MAX_VALUE - expectedMaxSeq));
  }

  @Override
  public Decision decide(SectionRow row) {
    if (row.epoch() != epoch) {
      ErrorReason reason =
          row.epoch() < epoch ? ErrorReason.STORE_WENT_BACK : ErrorReason.NOT_OWNER;
      return Decision.refuse(row, reason, "epoch", epoch, row.epoch());
    }
    if (!row.isOwned()) {
      return Decision.refuseUnowned(row);
    }
    if (row.maxSeq() == expectedMaxSeq) {
      return Decision.write(
          new SectionRow(sectionId, epoch, row.owner(), row.base(), newMaxSeq, row.attempt()));
    }
    if (row.maxSeq() == newMaxSeq) {
      return Decision.alreadyDone(row);
    }
    ErrorReason reason =
        row.maxSeq() < expectedMaxSeq ? ErrorReason.STORE_WENT_BACK : ErrorReason.NOT_OWNER;
    return Decision.refuse(row, reason, "max_seq", expectedMaxSeq, row.maxSeq());
  }
}
