package io.seqsvr.store.core;

/**
 * Takes a section for an owner: above everything that was ever reserved, or, with the snapshot of
 * the former owner, where that one stopped.
 *
 * @param expectedEpoch the epoch that the caller saw; the row must still have it
 * @param owner incarnation of the new owner
 * @param attemptId fresh at each attempt, so that only a repeat of this very call, and no later
 *     attempt of the same owner, is given the first answer again
 * @param step how many seqs to reserve; not used by a clean acquire
 * @param clean whether the caller goes on from the snapshot that the row names
 */
public record Acquire(
    int sectionId, long expectedEpoch, String owner, String attemptId, long step, boolean clean)
    implements SectionChange {

  /** An acquire without a snapshot. */
  public Acquire(int sectionId, long expectedEpoch, String owner, String attemptId, long step) {
    this(sectionId, expectedEpoch, owner, attemptId, step, false);
  }

  @Override
  public void validate(String entry) {
    Fields.checkId("owner", owner);
    Fields.checkRange(entry + ".expected_epoch", expectedEpoch, 0, Long.MAX_VALUE);
    Fields.checkId(entry + ".attempt_id", attemptId);
    Fields.checkRange(entry + ".step", step, 1, MAX_STEP);
  }

  @Override
  public Decision decide(SectionRow row, ChunkCount chunks) {
    if (row.epoch() == expectedEpoch) {
      return clean ? goOn(row) : take(row);
    }
    if (isMine(row)) {
      return Decision.alreadyDone(row);
    }
    return Decision.refuse(row, Refusals.otherEpoch(row, expectedEpoch));
  }

  private Decision goOn(SectionRow row) {
    if (!row.hasSnapshot()) {
      return Decision.refuse(
          row, Refusals.invalid(sectionId, "clean", "false without a snapshot", "true"));
    }
    if (row.epoch() == Long.MAX_VALUE) {
      return Decision.refuse(row, Refusals.exhausted(row));
    }
    return Decision.write(row, owned(row.base(), row.maxSeq()));
  }

  private Decision take(SectionRow row) {
    if (row.maxSeq() > Long.MAX_VALUE - step || row.epoch() == Long.MAX_VALUE) {
      return Decision.refuse(row, Refusals.exhausted(row));
    }
    long base = row.maxSeq();
    return Decision.write(row, owned(base, base + step));
  }

  private SectionRow owned(long base, long maxSeq) {
    return new SectionRow(
        sectionId, expectedEpoch + 1, owner, base, maxSeq, attemptId, clean, SnapshotSeal.NONE);
  }

  /**
   * Whether the row is the one that this very change made, and untouched since. After a reserve,
   * which takes the attempt out of the row, the owner has surely had its answer, and an old copy of
   * the call must not be told the new base and ceiling.
   */
  private boolean isMine(SectionRow row) {
    return row.epoch() - 1 == expectedEpoch
        && row.attempt().equals(attemptId)
        && row.owner().equals(owner)
        && row.attemptClean() == clean
        && (clean || row.maxSeq() - row.base() == step);
  }
}
