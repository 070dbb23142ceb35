package io.seqsvr.store.core;

import java.util.Map;

/**
 * Begins a new generation of a section that the caller owns: its base is the former ceiling, and
 * its ceiling a higher one.
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
  public Decision decide(SectionRow row, Evidence evidence) {
    if (row.epoch() != epoch) {
      return Decision.refuse(row, Refusals.otherEpoch(row, epoch));
    }
    if (!row.isOwned()) {
      return Decision.refuse(row, Refusals.unowned(row));
    }
    if (row.maxSeq() == expectedMaxSeq) {
      return Decision.write(
          row, new SectionRow(sectionId, epoch, row.owner(), expectedMaxSeq, newMaxSeq, ""));
    }
    if (row.maxSeq() == newMaxSeq && row.base() == expectedMaxSeq) {
      return Decision.alreadyDone(row);
    }
    return Decision.refuse(
        row, Refusals.otherValue(sectionId, "max_seq", expectedMaxSeq, row.maxSeq(), Map.of()));
  }
}
