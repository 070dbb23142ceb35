package io.seqsvr.store.core;

import static io.seqsvr.store.core.DecisionAssertions.assertAlreadyDone;
import static io.seqsvr.store.core.DecisionAssertions.assertRefused;
import static io.seqsvr.store.core.DecisionAssertions.assertWritten;
import static io.seqsvr.store.core.DecisionAssertions.decide;
import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import org.junit.jupiter.api.Test;

/** Every answer to a reserve. */
final class ReserveTest {
  private static final String ME = "a".repeat(32);
  private static final String ATTEMPT = "1".repeat(32);
  private static final Reserve RESERVE = new Reserve(3, 5, 1_000, 1_200);

  private static final SectionRow DONE = new SectionRow(3, 5, ME, 1_000, 1_200, "");

  private static SectionRow row(long epoch, long maxSeq) {
    return new SectionRow(3, epoch, ME, 900, maxSeq, ATTEMPT);
  }

  @Test
  void beginsAGenerationAboveTheFormerCeiling() {
    Decision decision = decide(RESERVE, row(5, 1_000));
    assertWritten(decision, DONE);
    assertThat(decision.update())
        .hasValueSatisfying(
            update -> {
              assertThat(update.raisesBase()).isTrue();
              assertThat(update.dropsChunks()).isFalse();
            });
  }

  @Test
  void repeatGetsTheFirstAnswer() {
    assertAlreadyDone(decide(RESERVE, DONE), DONE);
  }

  @Test
  void sameCeilingAboveAnotherBaseIsRefused() {
    assertRefused(decide(RESERVE, row(5, 1_200)), ErrorReason.NOT_OWNER, 1_000, 1_200);
  }

  @Test
  void otherCeilingIsRefused() {
    assertRefused(decide(RESERVE, row(5, 1_100)), ErrorReason.NOT_OWNER, 1_000, 1_100);
    assertRefused(decide(RESERVE, row(5, 1_201)), ErrorReason.NOT_OWNER, 1_000, 1_201);
  }

  @Test
  void lowerCeilingMeansThatTheStoreWentBack() {
    assertRefused(decide(RESERVE, row(5, 999)), ErrorReason.STORE_WENT_BACK, 1_000, 999);
  }

  @Test
  void laterEpochIsRefusedWhateverTheCeiling() {
    for (long maxSeq : new long[] {999, 1_000, 1_200, 1_300}) {
      assertRefused(decide(RESERVE, row(6, maxSeq)), ErrorReason.NOT_OWNER, 5, 6);
    }
  }

  @Test
  void earlierEpochMeansThatTheStoreWentBackWhateverTheCeiling() {
    for (long maxSeq : new long[] {999, 1_000, 1_200, 1_300}) {
      assertRefused(decide(RESERVE, row(4, maxSeq)), ErrorReason.STORE_WENT_BACK, 5, 4);
    }
  }

  @Test
  void sectionWithoutOwnerIsRefused() {
    Decision decision = decide(RESERVE, new SectionRow(3, 5, "", 900, 1_000, ""));
    assertThat(decision.refusal())
        .hasValueSatisfying(r -> assertThat(r.reason()).isEqualTo(ErrorReason.NOT_OWNER));
    assertThat(decision.isWrite()).isFalse();
  }
}
