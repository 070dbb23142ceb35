package io.seqsvr.store.core;

import static io.seqsvr.store.core.DecisionAssertions.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import org.junit.jupiter.api.Test;

/** Every answer to a chunk of a snapshot: hunts one that changes, or comes from a former owner. */
final class ChunkWriteTest {
  private static final SectionRow SECTION =
      new SectionRow(3, 5, "a".repeat(32), 1_000, 1_200, "1".repeat(32));

  private static ChunkWrite write(long epoch) {
    return new ChunkWrite(new SnapshotChunk(3, epoch, 2, new byte[] {1, 2, 3}));
  }

  @Test
  void storesANewChunk() {
    ChunkWrite.Result result = write(5).decide(SECTION, null);
    assertThat(result.refusal()).isEmpty();
    assertThat(result.isWrite()).isTrue();
  }

  @Test
  void repeatGetsTheFirstAnswer() {
    ChunkWrite.Result result = write(5).decide(SECTION, new byte[] {1, 2, 3});
    assertThat(result.refusal()).isEmpty();
    assertThat(result.isWrite()).isFalse();
  }

  @Test
  void otherContentIsRefused() {
    for (byte[] stored : new byte[][] {{1, 2}, {1, 2, 3, 4}, {1, 2, 4}}) {
      ChunkWrite.Result result = write(5).decide(SECTION, stored);
      assertThat(result.isWrite()).isFalse();
      assertInvalid(result, "content", "what is stored as chunk 2 of epoch 5", "3 other bytes");
    }
  }

  @Test
  void onlyTheOwnerWrites() {
    assertThat(reason(write(4), SECTION)).isEqualTo(ErrorReason.NOT_OWNER);
    assertThat(reason(write(6), SECTION)).isEqualTo(ErrorReason.STORE_WENT_BACK);
    SectionRow free = new SectionRow(3, 5, "", 1_000, 1_200, "");
    assertThat(reason(write(5), free)).isEqualTo(ErrorReason.NOT_OWNER);
  }

  private static ErrorReason reason(ChunkWrite write, SectionRow row) {
    return write.decide(row, null).refusal().orElseThrow().reason();
  }
}
