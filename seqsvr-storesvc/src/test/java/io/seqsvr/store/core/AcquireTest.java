package io.seqsvr.store.core;

import static io.seqsvr.store.core.DecisionAssertions.assertRefused;
import static io.seqsvr.store.core.DecisionAssertions.assertWritten;
import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import org.junit.jupiter.api.Test;

/** Every answer to an acquire, and that only a repeat of the very call gets the first one again. */
final class AcquireTest {
  private static final String ME = "a".repeat(32);
  private static final String OTHER = "b".repeat(32);
  private static final String ATTEMPT = "1".repeat(32);
  private static final Acquire ACQUIRE = new Acquire(3, 4, ME, ATTEMPT, 100);
  private static final SectionRow MINE = new SectionRow(3, 5, ME, 1_000, 1_100, ATTEMPT);

  @Test
  void takesAFreeSection() {
    assertWritten(ACQUIRE.decide(new SectionRow(3, 4, "", 900, 1_000, "")), MINE);
  }

  /**
   * Uniqueness needs the epoch alone; who may take a section from a living owner is not decided.
   */
  @Test
  void takesASectionFromItsOwner() {
    assertWritten(ACQUIRE.decide(new SectionRow(3, 4, OTHER, 900, 1_000, "9".repeat(32))), MINE);
  }

  @Test
  void repeatGetsTheFirstAnswer() {
    Decision decision = ACQUIRE.decide(MINE);
    assertThat(decision.refusal()).isEmpty();
    assertThat(decision.isWrite()).isFalse();
    assertThat(decision.row()).isEqualTo(MINE);
  }

  @Test
  void otherAttemptIsRefused() {
    Acquire later = new Acquire(3, 4, ME, "2".repeat(32), 100);
    assertRefused(later.decide(MINE), ErrorReason.NOT_OWNER, 4, 5);
  }

  @Test
  void otherOwnerIsRefused() {
    Acquire other = new Acquire(3, 4, OTHER, ATTEMPT, 100);
    assertRefused(other.decide(MINE), ErrorReason.NOT_OWNER, 4, 5);
  }

  @Test
  void repeatAfterAReserveIsRefused() {
    SectionRow used = new SectionRow(3, 5, ME, 1_000, 1_300, ATTEMPT);
    assertRefused(ACQUIRE.decide(used), ErrorReason.NOT_OWNER, 4, 5);
  }

  @Test
  void laterEpochIsRefused() {
    SectionRow later = new SectionRow(3, 6, ME, 1_000, 1_100, ATTEMPT);
    assertRefused(ACQUIRE.decide(later), ErrorReason.NOT_OWNER, 4, 6);
  }

  @Test
  void earlierEpochMeansThatTheStoreWentBack() {
    SectionRow earlier = new SectionRow(3, 3, "", 0, 10, "");
    assertRefused(ACQUIRE.decide(earlier), ErrorReason.STORE_WENT_BACK, 4, 3);
  }

  @Test
  void numbersDoNotWrap() {
    SectionRow last = new SectionRow(3, 4, "", 0, Long.MAX_VALUE - 99, "");
    assertThat(ACQUIRE.decide(last).refusal())
        .hasValueSatisfying(r -> assertThat(r.reason()).isEqualTo(ErrorReason.SEQ_EXHAUSTED));
    assertThat(ACQUIRE.decide(last).row()).isEqualTo(last);
    SectionRow justEnough = new SectionRow(3, 4, "", 0, Long.MAX_VALUE - 100, "");
    assertThat(ACQUIRE.decide(justEnough).row().maxSeq()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void epochsDoNotWrap() {
    Acquire last = new Acquire(3, Long.MAX_VALUE, ME, ATTEMPT, 100);
    assertThat(last.decide(new SectionRow(3, Long.MAX_VALUE, "", 0, 0, "")).refusal())
        .hasValueSatisfying(r -> assertThat(r.reason()).isEqualTo(ErrorReason.SEQ_EXHAUSTED));
  }
}
