package io.seqsvr.alloc.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Hunts what a new generation of a section's counters loses of those with a ceiling of their own.
 */
class HotCounterLifeTest {
  private final SectionFixture fixture = new SectionFixture();
  private final Section section = fixture.section;

  private void beginAnew() {
    section.onReserved(section.beginReservation().orElseThrow());
  }

  @Test
  void aRaiseThatWaitsIsStillAnsweredAfterANewGeneration() {
    fixture.acquire(0);
    CompletableFuture<Long> lifted = fixture.raise(1, 5_000);
    beginAnew();
    beginAnew();
    fixture.confirmCounter(1);
    assertThat(lifted).isCompletedWithValue(5_000L);
    assertThat(fixture.next(1, 1)).isEqualTo(5_001);
  }

  @Test
  void anAnswerThatComesAfterTwoGenerationsMeansNothingAndTheConversationGoesOn() {
    fixture.acquire(0);
    fixture.next(1, 50);
    fixture.next(1, 10);
    CounterReservation sent = fixture.beginCounter(1);
    HotCounter before = fixture.demanded(1);
    long base = 0;
    while (base < sent.newCeiling()) {
      beginAnew();
      base += SectionFixture.STEP;
    }
    assertThat(section.isPending(before, sent)).isFalse();
    section.onReserved(before, sent, 1);
    assertThat(fixture.next(1, 50)).isEqualTo(base + 1);
    fixture.next(1, 50);
    SectionTest.assertRefused(() -> fixture.next(1, 1), ErrorReason.STORE_UNAVAILABLE);
    fixture.confirmCounter(1);
    assertThat(fixture.next(1, 1)).isEqualTo(base + 101);
  }

  @Test
  void aCeilingAboveTheNewBaseStaysAndSoDoesTheLastSeq() {
    fixture.acquire(0);
    fixture.next(1, 50);
    fixture.next(1, 10);
    fixture.confirmCounter(1);
    fixture.next(1, 50);
    beginAnew();
    assertThat(fixture.current(1)).isEqualTo(new CurrentSeq(110, true));
    assertThat(fixture.next(1, 1)).isEqualTo(111);
    assertThat(fixture.next(2, 1)).isEqualTo(101);
  }

  @Test
  void oneThatWasInheritedIsNotTakenForABusyOne() {
    fixture.acquire(0);
    fixture.next(1, 50);
    Snapshot snapshot = section.onDraining();
    section.onLost();
    section.onLoading("again");
    section.onAcquired(
        "again", fixture.lease, new SectionStore.Acquired(3, 3, 0, 100), List.of(), snapshot);
    fixture.nanos.addAndGet(1_000);
    assertThat(fixture.next(1, 1)).isEqualTo(51);
    CounterReservation asked = section.beginReservation(fixture.demanded(1), 1).orElseThrow();
    assertThat(asked.newCeiling()).isEqualTo(200);
  }
}
