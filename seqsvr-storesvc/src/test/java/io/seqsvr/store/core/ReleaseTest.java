package io.seqsvr.store.core;

import static io.seqsvr.store.core.DecisionAssertions.assertAlreadyDone;
import static io.seqsvr.store.core.DecisionAssertions.assertRefused;
import static io.seqsvr.store.core.DecisionAssertions.assertWritten;
import static io.seqsvr.store.core.DecisionAssertions.decide;
import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every answer to a release. */
final class ReleaseTest {
  private static final String ME = "a".repeat(32);
  private static final Release RELEASE = new Release(3, 5);
  private static final SectionRow FREE = new SectionRow(3, 6, "", 900, 1_000, "");

  private static final SnapshotSeal SEAL = new SnapshotSeal(5, 2, -9);
  private static final Release SEALED = new Release(3, 5, SEAL);
  private static final SectionRow FREE_SEALED =
      new SectionRow(3, 6, "", 900, 1_000, "", false, SEAL);

  private static SectionRow owned(long epoch) {
    return new SectionRow(3, epoch, ME, 900, 1_000, "1".repeat(32));
  }

  @Test
  void clearsTheOwnerAndShutsItOut() {
    assertWritten(decide(RELEASE, owned(5)), FREE);
  }

  @Test
  void namesTheSnapshotIfAllItsChunksAreThere() {
    Decision decision = SEALED.decide(owned(5), chunks(2, 1));
    assertWritten(decision, FREE_SEALED);
    assertThat(decision.update())
        .hasValueSatisfying(
            update -> {
              assertThat(update.dropsChunks()).isFalse();
              assertThat(update.raisesBase()).isFalse();
            });
    Release empty = new Release(3, 5, new SnapshotSeal(5, 0, 0));
    assertThat(decide(empty, owned(5)).row().hasSnapshot()).isTrue();
  }

  @Test
  void incompleteSnapshotIsRefused() {
    for (ChunkCount stored :
        List.of(
            ChunkCount.NONE,
            new ChunkCount(1, 0),
            new ChunkCount(1, 1),
            new ChunkCount(2, 2),
            new ChunkCount(3, 2))) {
      Decision decision = SEALED.decide(owned(5), new Evidence(stored, LeaseStates.NONE));
      assertThat(decision.refusal())
          .hasValueSatisfying(
              refusal -> {
                assertThat(refusal.reason()).isEqualTo(ErrorReason.INVALID_ARGUMENT);
                assertThat(refusal.metadata())
                    .containsEntry("field", "snapshot.chunks")
                    .containsEntry("value", "2")
                    .containsEntry("section", "3");
              });
      assertThat(decision.isWrite()).isFalse();
      assertThat(decision.row()).isEqualTo(owned(5));
    }
    Release empty = new Release(3, 5, new SnapshotSeal(5, 0, 0));
    assertThat(empty.decide(owned(5), chunks(1, 0)).refusal()).isPresent();
  }

  @Test
  void withoutASnapshotTheChunksGo() {
    assertThat(decide(RELEASE, owned(5)).update())
        .hasValueSatisfying(update -> assertThat(update.dropsChunks()).isTrue());
  }

  /** Whoever gives up on its snapshot after a lost answer has its section given back either way. */
  @Test
  void repeatWithAnotherSnapshotGetsTheFirstAnswer() {
    assertAlreadyDone(decide(SEALED, FREE_SEALED), FREE_SEALED);
    assertAlreadyDone(decide(SEALED, FREE), FREE);
    assertAlreadyDone(decide(RELEASE, FREE_SEALED), FREE_SEALED);
  }

  @Test
  void repeatGetsTheFirstAnswer() {
    assertAlreadyDone(decide(RELEASE, FREE), FREE);
  }

  @Test
  void sectionOfTheNextOwnerIsRefused() {
    assertRefused(decide(RELEASE, owned(6)), ErrorReason.NOT_OWNER, 5, 6);
    assertRefused(decide(RELEASE, owned(7)), ErrorReason.NOT_OWNER, 5, 7);
  }

  @Test
  void earlierEpochMeansThatTheStoreWentBack() {
    assertRefused(decide(RELEASE, owned(4)), ErrorReason.STORE_WENT_BACK, 5, 4);
  }

  @Test
  void sectionWithoutOwnerIsRefused() {
    Decision decision = decide(new Release(3, 6), FREE);
    assertThat(decision.refusal())
        .hasValueSatisfying(r -> assertThat(r.reason()).isEqualTo(ErrorReason.NOT_OWNER));
    assertThat(decision.row()).isEqualTo(FREE);
  }

  @Test
  void epochsDoNotWrap() {
    Decision decision = decide(new Release(3, Long.MAX_VALUE), owned(Long.MAX_VALUE));
    assertThat(decision.refusal())
        .hasValueSatisfying(r -> assertThat(r.reason()).isEqualTo(ErrorReason.SEQ_EXHAUSTED));
  }

  private static Evidence chunks(int count, int highest) {
    return new Evidence(new ChunkCount(count, highest), LeaseStates.NONE);
  }
}
