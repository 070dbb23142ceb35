package io.seqsvr.store.core;

import io.seqsvr.api.error.SeqsvrException;
import java.util.Optional;
import java.util.Set;

/**
 * Takes a section for an owner: above everything that was ever reserved, or, with the snapshot of
 * the former owner, where that one stopped. Only for an incarnation whose lease is held, and only
 * from one whose lease is fenced.
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

  /** Its own, and that of whoever is recorded as the owner of a section that may be taken. */
  @Override
  public Set<String> asksFor(SectionRow row) {
    if (row.epoch() != expectedEpoch) {
      return Set.of();
    }
    return row.isOwned() && !row.owner().equals(owner) ? Set.of(owner, row.owner()) : Set.of(owner);
  }

  /**
   * The epoch first: whoever means another row learns that, and nothing of leases. The leases guard
   * only what would change the row. A repeat of the attempt that made it is told so even when the
   * lease has been fenced since: the ownership was granted under the guards and stands in the row
   * until somebody takes it, and to serve by it the owner needs its own deadline, which a fence has
   * outlasted. So the answer to a repeat depends on the row alone, as it does for every change.
   */
  @Override
  public Decision decide(SectionRow row, Evidence evidence) {
    if (row.epoch() == expectedEpoch) {
      Optional<SeqsvrException> refusal = guard(row, evidence.leases());
      if (refusal.isPresent()) {
        return Decision.refuse(row, refusal.get());
      }
      return clean ? goOn(row) : take(row);
    }
    if (isMine(row)) {
      return Decision.alreadyDone(row);
    }
    return Decision.refuse(row, Refusals.otherEpoch(row, expectedEpoch));
  }

  /**
   * What the leases forbid. Unlike a refusal by the epoch such a one is not final, because they
   * change: a late copy of the call may be granted though its sender has given up. That costs the
   * incarnation a section that it does not serve until it looks at the row, and no order.
   */
  private Optional<SeqsvrException> guard(SectionRow row, LeaseStates leases) {
    if (!leases.isHeld(owner)) {
      return Optional.of(Refusals.leaseLost(row, owner));
    }
    // Its own earlier ownership is the acquirer's to take: it has dropped what it had of it.
    if (row.isOwned() && !row.owner().equals(owner) && !leases.isFenced(row.owner())) {
      return Optional.of(Refusals.moving(row));
    }
    return Optional.empty();
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
