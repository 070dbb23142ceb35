package io.seqsvr.store.core;

import static io.seqsvr.store.core.DecisionAssertions.assertAlreadyDone;
import static io.seqsvr.store.core.DecisionAssertions.assertInvalid;
import static io.seqsvr.store.core.DecisionAssertions.assertRefused;
import static io.seqsvr.store.core.DecisionAssertions.assertWritten;
import static io.seqsvr.store.core.DecisionAssertions.decide;
import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every answer to an acquire, and that only a repeat of the very call gets the first one again. */
final class AcquireTest {
  private static final String ME = "a".repeat(32);
  private static final String OTHER = "b".repeat(32);
  private static final String ATTEMPT = "1".repeat(32);
  private static final Acquire ACQUIRE = new Acquire(3, 4, ME, ATTEMPT, 100);
  private static final Acquire CLEAN = new Acquire(3, 4, ME, ATTEMPT, 100, true);
  private static final SectionRow RELEASED = free(new SnapshotSeal(3, 2, 77));

  /** As wide as the step, so that only the mark tells it from an unclean one. */
  private static final SectionRow MINE_CLEANLY =
      new SectionRow(3, 5, ME, 900, 1_000, ATTEMPT, true, SnapshotSeal.NONE);

  private static final SectionRow MINE = new SectionRow(3, 5, ME, 1_000, 1_100, ATTEMPT);

  @Test
  void takesAFreeSection() {
    assertWritten(decide(ACQUIRE, new SectionRow(3, 4, "", 900, 1_000, "")), MINE);
  }

  /**
   * Uniqueness needs the epoch alone; who may take a section from a living owner is not decided.
   */
  @Test
  void takesASectionFromItsOwner() {
    assertWritten(decide(ACQUIRE, new SectionRow(3, 4, OTHER, 900, 1_000, "9".repeat(32))), MINE);
  }

  @Test
  void repeatGetsTheFirstAnswer() {
    Decision decision = decide(ACQUIRE, MINE);
    assertThat(decision.refusal()).isEmpty();
    assertThat(decision.isWrite()).isFalse();
    assertThat(decision.row()).isEqualTo(MINE);
  }

  @Test
  void otherAttemptIsRefused() {
    Acquire later = new Acquire(3, 4, ME, "2".repeat(32), 100);
    assertRefused(decide(later, MINE), ErrorReason.NOT_OWNER, 4, 5);
  }

  @Test
  void otherOwnerIsRefused() {
    Acquire other = new Acquire(3, 4, OTHER, ATTEMPT, 100);
    assertRefused(decide(other, MINE), ErrorReason.NOT_OWNER, 4, 5);
  }

  /** Also if the new generation is as large as the step, or the store was of an older version. */
  @Test
  void repeatAfterAReserveIsRefused() {
    SectionRow used = decide(new Reserve(3, 5, 1_100, 1_200), MINE).row();
    assertRefused(decide(ACQUIRE, used), ErrorReason.NOT_OWNER, 4, 5);
    SectionRow old = new SectionRow(3, 5, ME, 1_000, 1_300, ATTEMPT);
    assertRefused(decide(ACQUIRE, old), ErrorReason.NOT_OWNER, 4, 5);
  }

  @Test
  void cleanGoesOnWhereTheFormerOwnerStopped() {
    assertWritten(decide(CLEAN, RELEASED), MINE_CLEANLY);
  }

  @Test
  void cleanRepeatGetsTheFirstAnswer() {
    assertAlreadyDone(decide(CLEAN, MINE_CLEANLY), MINE_CLEANLY);
  }

  @Test
  void cleanRepeatAfterAReserveIsRefused() {
    SectionRow used = decide(new Reserve(3, 5, 1_000, 1_100), MINE_CLEANLY).row();
    assertRefused(decide(CLEAN, used), ErrorReason.NOT_OWNER, 4, 5);
  }

  /**
   * An unclean owner may hand out everything above the base, a clean one has to know from where.
   */
  @Test
  void repeatOfTheOtherKindIsRefused() {
    assertRefused(decide(ACQUIRE, MINE_CLEANLY), ErrorReason.NOT_OWNER, 4, 5);
    assertRefused(decide(CLEAN, MINE), ErrorReason.NOT_OWNER, 4, 5);
  }

  @Test
  void cleanNeedsASnapshotOfTheLastOwner() {
    for (SectionRow row :
        List.of(
            free(SnapshotSeal.NONE),
            free(new SnapshotSeal(2, 1, 7)),
            free(new SnapshotSeal(4, 1, 7)),
            new SectionRow(3, 4, OTHER, 900, 1_000, "", false, new SnapshotSeal(3, 1, 7)))) {
      Decision decision = decide(CLEAN, row);
      assertInvalid(decision, "clean", "false without a snapshot", "true");
      assertThat(decision.isWrite()).isFalse();
      assertThat(decision.row()).isEqualTo(row);
    }
  }

  @Test
  void uncleanForgetsTheSnapshot() {
    Decision decision = decide(ACQUIRE, RELEASED);
    assertWritten(decision, MINE);
    assertThat(decision.update()).hasValueSatisfying(u -> assertThat(u.dropsChunks()).isTrue());
  }

  /** The base stands for hot counters at or below it, and for no others. */
  @Test
  void onlyARaisedBaseDeletesCounters() {
    assertThat(decide(ACQUIRE, RELEASED).update())
        .hasValueSatisfying(u -> assertThat(u.raisesBase()).isTrue());
    assertThat(decide(CLEAN, RELEASED).update())
        .hasValueSatisfying(u -> assertThat(u.raisesBase()).isFalse());
  }

  @Test
  void cleanEpochsDoNotWrap() {
    Acquire last = new Acquire(3, Long.MAX_VALUE, ME, ATTEMPT, 100, true);
    SnapshotSeal seal = new SnapshotSeal(Long.MAX_VALUE - 1, 0, 0);
    SectionRow row = new SectionRow(3, Long.MAX_VALUE, "", 0, 0, "", false, seal);
    assertThat(decide(last, row).refusal())
        .hasValueSatisfying(r -> assertThat(r.reason()).isEqualTo(ErrorReason.SEQ_EXHAUSTED));
  }

  private static SectionRow free(SnapshotSeal snapshot) {
    return new SectionRow(3, 4, "", 900, 1_000, "", false, snapshot);
  }

  @Test
  void laterEpochIsRefused() {
    SectionRow later = new SectionRow(3, 6, ME, 1_000, 1_100, ATTEMPT);
    assertRefused(decide(ACQUIRE, later), ErrorReason.NOT_OWNER, 4, 6);
  }

  @Test
  void earlierEpochMeansThatTheStoreWentBack() {
    SectionRow earlier = new SectionRow(3, 3, "", 0, 10, "");
    assertRefused(decide(ACQUIRE, earlier), ErrorReason.STORE_WENT_BACK, 4, 3);
  }

  @Test
  void numbersDoNotWrap() {
    SectionRow last = new SectionRow(3, 4, "", 0, Long.MAX_VALUE - 99, "");
    assertThat(decide(ACQUIRE, last).refusal())
        .hasValueSatisfying(r -> assertThat(r.reason()).isEqualTo(ErrorReason.SEQ_EXHAUSTED));
    assertThat(decide(ACQUIRE, last).row()).isEqualTo(last);
    SectionRow justEnough = new SectionRow(3, 4, "", 0, Long.MAX_VALUE - 100, "");
    assertThat(decide(ACQUIRE, justEnough).row().maxSeq()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void epochsDoNotWrap() {
    Acquire last = new Acquire(3, Long.MAX_VALUE, ME, ATTEMPT, 100);
    assertThat(decide(last, new SectionRow(3, Long.MAX_VALUE, "", 0, 0, "")).refusal())
        .hasValueSatisfying(r -> assertThat(r.reason()).isEqualTo(ErrorReason.SEQ_EXHAUSTED));
  }
}
