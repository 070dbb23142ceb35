package io.seqsvr.store.core;

import static io.seqsvr.store.core.DecisionAssertions.assertAlreadyDone;
import static io.seqsvr.store.core.DecisionAssertions.assertRefused;
import static io.seqsvr.store.core.DecisionAssertions.assertWritten;
import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import org.junit.jupiter.api.Test;

/** Every answer to a release. */
final class ReleaseTest {
  private static final String ME = "a".repeat(32);
  private static final Release RELEASE = new Release(3, 5);
  private static final SectionRow FREE = new SectionRow(3, 6, "", 900, 1_000, "");

  private static SectionRow owned(long epoch) {
    return new SectionRow(3, epoch, ME, 900, 1_000, "1".repeat(32));
  }

  @Test
  void clearsTheOwnerAndShutsItOut() {
    assertWritten(RELEASE.decide(owned(5)), FREE);
  }

  @Test
  void repeatGetsTheFirstAnswer() {
    assertAlreadyDone(RELEASE.decide(FREE), FREE);
  }

  @Test
  void sectionOfTheNextOwnerIsRefused() {
    assertRefused(RELEASE.decide(owned(6)), ErrorReason.NOT_OWNER, 5, 6);
    assertRefused(RELEASE.decide(owned(7)), ErrorReason.NOT_OWNER, 5, 7);
  }

  @Test
  void earlierEpochMeansThatTheStoreWentBack() {
    assertRefused(RELEASE.decide(owned(4)), ErrorReason.STORE_WENT_BACK, 5, 4);
  }

  @Test
  void sectionWithoutOwnerIsRefused() {
    Decision decision = new Release(3, 6).decide(FREE);
    assertThat(decision.refusal())
        .hasValueSatisfying(r -> assertThat(r.reason()).isEqualTo(ErrorReason.NOT_OWNER));
    assertThat(decision.row()).isEqualTo(FREE);
  }

  @Test
  void epochsDoNotWrap() {
    Decision decision = new Release(3, Long.MAX_VALUE).decide(owned(Long.MAX_VALUE));
    assertThat(decision.refusal())
        .hasValueSatisfying(r -> assertThat(r.reason()).isEqualTo(ErrorReason.SEQ_EXHAUSTED));
  }
}
