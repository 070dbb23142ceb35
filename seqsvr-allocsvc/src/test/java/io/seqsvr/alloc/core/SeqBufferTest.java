package io.seqsvr.alloc.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Hunts ranges of a wrong size, ranges that come too late, and answers taken for others. */
class SeqBufferTest {
  private static final long MILLI = Duration.ofMillis(1).toNanos();
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final ReservePolicy policy = new ReservePolicy(100, 10_000);

  /** In its first generation, above 0, at the given place after a second. */
  private SeqBuffer promoted(long lastSeq) {
    return SeqBuffer.withoutRow(0, 0).reserving(policy, lastSeq, 100, 0, SECOND, MILLI);
  }

  private SeqBuffer confirm(SeqBuffer buffer, long lastSeq, long nowNanos, long storeNanos) {
    return buffer.confirmed(buffer.pendingCeiling(), policy, lastSeq, nowNanos, storeNanos);
  }

  @Test
  void theFirstRangeBeginsAboveTheSectionsCeiling() {
    SeqBuffer asked = promoted(60);
    assertThat(asked.ceiling()).isZero();
    assertThat(asked.pendingCeiling()).isEqualTo(200);
    SeqBuffer confirmed = confirm(asked, 60, SECOND, MILLI);
    assertThat(confirmed.ceiling()).isEqualTo(200);
    assertThat(confirmed.isReserving()).isFalse();
    assertThat(confirmed.lowWater()).isEqualTo(130);
  }

  @Test
  void aRangeLastsForASecondWithinItsBounds() {
    assertThat(policy.size(0, MILLI)).isEqualTo(100);
    assertThat(policy.size(5e-6, MILLI)).isEqualTo(5_000);
    assertThat(policy.size(1, MILLI)).isEqualTo(10_000);
    assertThat(policy.size(Double.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(10_000);
  }

  @Test
  void aSlowStoreMakesRangesLargerAndDueEarlier() {
    assertThat(policy.size(1e-6, SECOND)).isEqualTo(8_000);
    assertThat(policy.leftWhenDue(8_000, 1e-6, MILLI)).isEqualTo(4_000);
    assertThat(policy.leftWhenDue(8_000, 1e-6, 3 * SECOND / 2)).isEqualTo(6_000);
    assertThat(policy.leftWhenDue(8_000, 1e-6, 10 * SECOND)).isEqualTo(8_000);
  }

  @Test
  void theWishIsRepeatedAsItWasWhateverHappensMeanwhile() {
    SeqBuffer asked = promoted(60);
    assertThat(asked.reserving(policy, 90, 5_000, 70_000, 9 * SECOND, SECOND)).isSameAs(asked);
  }

  @Test
  void onlyTheAnswerToTheWishRaisesTheCeiling() {
    SeqBuffer asked = promoted(60);
    assertThat(asked.confirmed(199, policy, 60, SECOND, MILLI)).isSameAs(asked);
    assertThat(asked.confirmed(201, policy, 60, SECOND, MILLI)).isSameAs(asked);
    SeqBuffer steady = confirm(asked, 60, SECOND, MILLI);
    assertThat(steady.confirmed(200, policy, 60, SECOND, MILLI)).isSameAs(steady);
    assertThat(steady.confirmed(0, policy, 60, SECOND, MILLI)).isSameAs(steady);
  }

  @Test
  void anAnswerThatTheConversationHasPassedMeanwhileLeavesNothing() {
    SeqBuffer asked = promoted(60);
    SeqBuffer late = confirm(asked, 350, SECOND, MILLI);
    assertThat(late.ceiling()).isEqualTo(200);
    assertThat(late.lowWater()).isEqualTo(200);
  }

  @Test
  void aRaiseIsAsLargeAsIsWishedAndNoPartOfTheNextRange() {
    SeqBuffer asked = SeqBuffer.withoutRow(0, 0).reserving(policy, 0, 100, 1L << 40, 1, MILLI);
    assertThat(asked.pendingCeiling()).isEqualTo((1L << 40) + 100);
    assertThat(asked.raised()).isTrue();
    SeqBuffer confirmed = confirm(asked, 0, 2, MILLI);
    assertThat(confirmed.raised()).isFalse();
    assertThat(confirmed.reserving(policy, 1L << 40, 100, 1L << 40, 3, MILLI).raised()).isFalse();
    assertThat(SeqBuffer.withoutRow(0, 0).reserving(policy, 0, 100, 100, 1, MILLI).raised())
        .isFalse();
  }

  @Test
  void nothingIsReservedAbove2To63() {
    SeqBuffer asked =
        SeqBuffer.withoutRow(0, 0)
            .reserving(policy, Long.MAX_VALUE - 90, Long.MAX_VALUE - 70, 0, 1, MILLI);
    assertThat(asked.pendingCeiling()).isEqualTo(Long.MAX_VALUE);
    SeqBuffer last = confirm(asked, Long.MAX_VALUE - 60, 2, MILLI);
    assertThat(last.ceiling()).isEqualTo(Long.MAX_VALUE);
    assertThat(last.reserving(policy, Long.MAX_VALUE, Long.MAX_VALUE, 0, 3, MILLI)).isSameAs(last);
    SeqBuffer raise =
        SeqBuffer.withoutRow(0, 0).reserving(policy, 0, 100, Long.MAX_VALUE - 1, 1, MILLI);
    assertThat(raise.pendingCeiling()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aRowThatWasFoundIsDueHalfAStepBeforeItsEnd() {
    assertThat(SeqBuffer.found(5_000, policy, 0, 5_000).lowWater()).isEqualTo(4_950);
    assertThat(SeqBuffer.found(30, policy, 0, 30).lowWater()).isZero();
  }

  @Test
  void valuesThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new SeqBuffer(-1, -1, 0, false, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SeqBuffer(10, 11, 0, false, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SeqBuffer(10, 0, 10, false, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ReservePolicy(1, 100))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ReservePolicy(100, 99))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ReservePolicy(100, ReservePolicy.LARGEST_STEP + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** As the section does it: asked for above the low water or at the end of both ceilings. */
  @Test
  void neverMoreThanTheBoundIsReservedAndNotUsed() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      long step = 2L + random.nextInt(200);
      ReservePolicy some = new ReservePolicy(step, step * (1L + random.nextInt(20)));
      long most = Math.max(some.maxStep(), 2 * step);
      long nowNanos = 1;
      long last = step - step / 2 + 1;
      SeqBuffer buffer = SeqBuffer.withoutRow(0, 0);
      for (int turn = 0; turn < 50; turn++) {
        nowNanos += 1 + (long) (random.nextDouble() * SECOND);
        long storeNanos = (long) (random.nextDouble() * SECOND);
        buffer = buffer.reserving(some, last, step, 0, nowNanos, storeNanos);
        assertThat(buffer.pendingCeiling() - last).as("seed %d", seed).isBetween(1L, most);
        last += random.nextLong(Math.max(buffer.ceiling(), step) - last + 1);
        nowNanos += storeNanos;
        buffer = buffer.confirmed(buffer.pendingCeiling(), some, last, nowNanos, storeNanos);
        long due = Math.max(buffer.lowWater() + 1, last);
        last = due + random.nextLong(Math.max(1, buffer.ceiling() - due + 1));
      }
    }
  }
}
