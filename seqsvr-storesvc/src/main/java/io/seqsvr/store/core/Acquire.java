package io.seqsvr.store.core;

import io.seqsvr.api.error.ErrorReason;

/**
 * Takes a section for an owner and reserves its first seqs above everything that was ever reserved.
 *
 * @param expectedEpoch the epoch that the caller saw; the row must still have it
 * @param owner incarnation of the new owner
 * @param attemptId fresh at each attempt, so that only a repeat of this very call, and no later
 *     attempt of the same owner, is given the first answer again
 * @param step how many seqs to reserve
 */
public record Acquire(int sectionId, long expectedEpoch, String owner, String attemptId, long step)
    implements SectionChange {

  @Override
  public void validate(String entry) {
    Fields.checkId("owner", owner);
    Fields.checkRange(entry + ".expected_epoch", expectedEpoch, 0, Long.MAX_VALUE);
    Fields.checkId(entry + ".attempt_id", attemptId);
    Fields.checkRange(entry + ".step", step, 1, MAX_STEP);
  }

  @Override
  public Decision decide(SectionRow row) {
    if (row.epoch() == expectedEpoch) {
      return take(row);
    }
    if (isMine(row)) {
      return Decision.alreadyDone(row);
    }
    ErrorReason reason =
        row.epoch() < expectedEpoch ? ErrorReason.STORE_WENT_BACK : ErrorReason.NOT_OWNER;
    return Decision.refuse(row, reason, "epoch", expectedEpoch, row.epoch());
  }

  private Decision take(SectionRow row) {
    if (row.maxSeq() > Long.MAX_VALUE - step || row.epoch() == Long.MAX_VALUE) {
      return Decision.exhausted(row);
    }
    long base = row.maxSeq();
    return Decision.write(
        new SectionRow(sectionId, expectedEpoch + 1, owner, base, base + step, attemptId));
  }

  /**
   * Whether the row is the one that this very change made, and untouched since. After a reserve the
   * owner has surely had its answer, and an old copy of the call must not be told the new ceiling.
   */
  private boolean isMine(SectionRow row) {
    return row.epoch() - 1 == expectedEpoch
        && row.attempt().equals(attemptId)
        && row.owner().equals(owner)
        && row.maxSeq() - row.base() == step;
  }
}
