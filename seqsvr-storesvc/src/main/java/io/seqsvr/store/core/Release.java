package io.seqsvr.store.core;

import io.seqsvr.api.error.ErrorReason;

/**
 * Gives a section back: no owner, and an epoch that shuts the former owner out.
 *
 * @param epoch the epoch of the caller's ownership; the row must have it
 */
public record Release(int sectionId, long epoch) implements SectionChange {

  @Override
  public void validate(String entry) {
    Fields.checkRange(entry + ".epoch", epoch, 1, Long.MAX_VALUE);
  }

  @Override
  public Decision decide(SectionRow row) {
    if (row.epoch() == epoch) {
      return give(row);
    }
    // Only a release of this epoch makes the next one without an owner.
    if (row.epoch() - 1 == epoch && !row.isOwned()) {
      return Decision.alreadyDone(row);
    }
    ErrorReason reason = row.epoch() < epoch ? ErrorReason.STORE_WENT_BACK : ErrorReason.NOT_OWNER;
    return Decision.refuse(row, reason, "epoch", epoch, row.epoch());
  }

  private Decision give(SectionRow row) {
    if (!row.isOwned()) {
      return Decision.refuseUnowned(row);
    }
    if (epoch == Long.MAX_VALUE) {
      return Decision.exhausted(row);
    }
    return Decision.write(new SectionRow(sectionId, epoch + 1, "", row.base(), row.maxSeq(), ""));
  }
}
