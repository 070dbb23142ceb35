package io.seqsvr.alloc.core;

import static io.seqsvr.alloc.core.SectionFixture.STEP;
import static io.seqsvr.alloc.core.SectionTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.seqsvr.alloc.core.SectionStore.Acquired;
import io.seqsvr.alloc.core.SectionStore.CounterRow;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/**
 * Hunts busy conversations that wait, that lift their neighbours, or that pass what is reserved.
 */
class HotCounterTest {
  private static final long BUSY = 1;
  private static final long QUIET = 2;

  private final SectionFixture fixture = new SectionFixture();
  private final Section section = fixture.section;

  private void promote(long hash) {
    fixture.next(hash, 50);
    fixture.next(hash, 1);
    fixture.confirmCounter(hash);
  }

  @Test
  void asksForACeilingOfItsOwnAtHalfAndOnlyOnce() {
    fixture.acquire(0);
    fixture.next(BUSY, 50);
    assertThat(fixture.counters).isEmpty();
    fixture.next(BUSY, 1);
    fixture.next(BUSY, 1);
    assertThat(fixture.counters).hasSize(1);
    assertThat(fixture.beginCounter(BUSY))
        .isEqualTo(new CounterReservation(3, 1, BUSY, 0, 2 * STEP, false));
  }

  @Test
  void goesOnAboveTheSectionsCeilingAndItsNeighboursStay() {
    fixture.acquire(0);
    promote(BUSY);
    assertThat(fixture.next(BUSY, 49)).isEqualTo(52);
    assertThat(fixture.next(BUSY, 50)).isEqualTo(101);
    assertThat(fixture.next(QUIET, 1)).isEqualTo(1);
    assertThat(fixture.observer.reservedAhead.sum()).isEqualTo(1);
    assertThat(fixture.observer.promotions.sum()).isEqualTo(1);
  }

  @Test
  void stopsAtItsCeilingUntilTheStoreConfirmsMore() {
    fixture.acquire(0);
    fixture.next(BUSY, 50);
    fixture.next(BUSY, 50);
    assertRefused(() -> fixture.next(BUSY, 1), ErrorReason.STORE_UNAVAILABLE);
    CounterReservation sent = fixture.beginCounter(BUSY);
    assertRefused(() -> fixture.next(BUSY, 1), ErrorReason.STORE_UNAVAILABLE);
    section.onReserved(fixture.demanded(BUSY), sent, 1);
    assertThat(fixture.next(BUSY, 50)).isEqualTo(101);
    assertThat(fixture.next(BUSY, 50)).isEqualTo(151);
    assertRefused(() -> fixture.next(BUSY, 1), ErrorReason.STORE_UNAVAILABLE);
    assertThat(fixture.observer.reservedLate.sum()).isEqualTo(1);
  }

  @Test
  void asksForTheNextRangeBeforeTheLastOneIsUsedUp() {
    fixture.acquire(0);
    promote(BUSY);
    fixture.next(BUSY, 49);
    fixture.next(BUSY, 24);
    int asked = fixture.counters.size();
    fixture.next(BUSY, 50);
    assertThat(fixture.counters).hasSize(asked + 1);
    assertThat(fixture.beginCounter(BUSY).ceiling()).isEqualTo(2 * STEP);
  }

  @Test
  void ignoresAnswersToOtherReservations() {
    fixture.acquire(0);
    fixture.next(BUSY, 50);
    fixture.next(BUSY, 50);
    CounterReservation sent = fixture.beginCounter(BUSY);
    HotCounter own = fixture.demanded(BUSY);
    section.onReserved(own, new CounterReservation(3, 2, BUSY, 0, 200, false), 1);
    section.onReserved(own, new CounterReservation(3, 1, BUSY, 0, 201, false), 1);
    section.onReserved(own, new CounterReservation(3, 1, BUSY, 5, 200, false), 1);
    section.onReserved(new HotCounter(BUSY, 0, own.buffer()), sent, 1);
    assertRefused(() -> fixture.next(BUSY, 1), ErrorReason.STORE_UNAVAILABLE);
    section.onReserved(own, sent, 1);
    section.onReserved(own, sent, 1);
    assertThat(fixture.next(BUSY, 1)).isEqualTo(101);
  }

  @Test
  void startsAboveTheRowThatAnEarlierOwnerLeft() {
    fixture.acquire(100, new CounterRow(BUSY, 250));
    assertThat(fixture.current(BUSY)).isEqualTo(new CurrentSeq(250, false));
    assertRefused(() -> fixture.next(BUSY, 1), ErrorReason.STORE_UNAVAILABLE);
    assertThat(fixture.beginCounter(BUSY).ceiling()).isEqualTo(250);
    fixture.confirmCounter(BUSY);
    assertThat(fixture.next(BUSY, 1)).isEqualTo(251);
    assertThat(fixture.current(BUSY)).isEqualTo(new CurrentSeq(251, true));
    assertThat(fixture.next(QUIET, 1)).isEqualTo(101);
  }

  @Test
  void atTheBoundOnlyTheConversationItselfIsRefused() {
    fixture.acquire(0);
    promote(11);
    promote(12);
    fixture.next(13, 50);
    fixture.next(13, 50);
    assertRefused(() -> fixture.next(13, 1), ErrorReason.OVERLOADED);
    assertThat(fixture.observer.promotionsRefused.sum()).isPositive();
    assertThat(fixture.next(11, 50)).isEqualTo(52);
    assertRefused(() -> fixture.raise(13, 500), ErrorReason.OVERLOADED);
    assertThat(section.stats().hotCounters()).isEqualTo(2);
  }

  @Test
  void aNewGenerationKeepsThoseAboveItAndForgetsTheOthers() {
    fixture.acquire(0);
    promote(BUSY);
    fixture.next(BUSY, 49);
    fixture.next(BUSY, 30);
    fixture.next(QUIET, 50);
    fixture.next(QUIET, 1);
    section.onReserved(section.beginReservation().orElseThrow());
    assertThat(fixture.next(BUSY, 1)).isEqualTo(131);
    assertThat(fixture.next(QUIET, 1)).isEqualTo(101);
    assertThat(section.stats().hotCounters()).isEqualTo(1);
  }

  @Test
  void aNewGenerationKeepsAReservationThatIsUnderWay() {
    fixture.acquire(0);
    fixture.next(QUIET, 50);
    fixture.next(QUIET, 1);
    CounterReservation sent = fixture.beginCounter(QUIET);
    section.onReserved(section.beginReservation().orElseThrow());
    assertThat(section.beginReservation(fixture.demanded(QUIET), 1)).contains(sent);
    section.onReserved(fixture.demanded(QUIET), sent, 1);
    assertThat(fixture.next(QUIET, 1)).isEqualTo(101);
  }

  @Test
  void aNewGenerationDropsAReservationThatItHasPassed() {
    fixture.acquire(0);
    fixture.next(QUIET, 50);
    fixture.next(QUIET, 1);
    CounterReservation sent = fixture.beginCounter(QUIET);
    section.onReserved(section.beginReservation().orElseThrow());
    section.onReserved(section.beginReservation().orElseThrow());
    assertThat(section.isPending(fixture.demanded(QUIET), sent)).isFalse();
    assertThat(section.beginReservation(fixture.demanded(QUIET), 1)).isEmpty();
    assertThat(fixture.next(QUIET, 1)).isEqualTo(201);
  }

  @Test
  void aHandOverKeepsLastSeqsCeilingsAndWhetherTheyAreExact() {
    fixture.acquire(100, new CounterRow(BUSY, 250), new CounterRow(QUIET, 260));
    assertRefused(() -> fixture.next(BUSY, 1), ErrorReason.STORE_UNAVAILABLE);
    fixture.confirmCounter(BUSY);
    fixture.next(BUSY, 7);
    Snapshot snapshot = section.onDraining();
    section.onLost();
    section.onLoading("again");
    section.onAcquired(
        "again",
        fixture.lease,
        new Acquired(3, 3, 100, 200),
        List.of(new CounterRow(BUSY, 350), new CounterRow(QUIET, 260)),
        snapshot);
    assertThat(fixture.current(BUSY)).isEqualTo(new CurrentSeq(257, true));
    assertThat(fixture.current(QUIET)).isEqualTo(new CurrentSeq(260, false));
    assertThat(fixture.next(BUSY, 1)).isEqualTo(258);
    assertThat(fixture.next(3, 1)).isEqualTo(101);
  }

  @Test
  void raisesAtOnceBelowTheCeiling() {
    fixture.acquire(0);
    fixture.next(BUSY, 5);
    assertThat(fixture.raise(BUSY, 3)).isCompletedWithValue(5L);
    assertThat(fixture.raise(BUSY, 80)).isCompletedWithValue(80L);
    assertThat(fixture.next(BUSY, 1)).isEqualTo(81);
    assertThat(fixture.counters).hasSize(1);
  }

  @Test
  void raisesAboveTheCeilingOnceTheStoreHasConfirmedIt() {
    fixture.acquire(0);
    var lifted = fixture.raise(BUSY, 5_000);
    var liftedLess = fixture.raise(BUSY, 4_000);
    assertThat(lifted).isNotDone();
    assertThat(fixture.next(BUSY, 1)).isEqualTo(1);
    CounterReservation sent = fixture.beginCounter(BUSY);
    assertThat(sent).isEqualTo(new CounterReservation(3, 1, BUSY, 0, 5_000 + STEP, true));
    section.onReserved(fixture.demanded(BUSY), sent, 1);
    assertThat(lifted).isCompletedWithValue(5_000L);
    assertThat(liftedLess).isCompletedWithValue(5_000L);
    assertThat(fixture.next(BUSY, 1)).isEqualTo(5_001);
    assertThat(fixture.current(BUSY)).isEqualTo(new CurrentSeq(5_001, true));
    assertThat(fixture.next(QUIET, 1)).isEqualTo(1);
  }

  @Test
  void aRaiseThatMeetsAReservationUnderWayAsksAgain() {
    fixture.acquire(0);
    fixture.next(BUSY, 50);
    fixture.next(BUSY, 1);
    CounterReservation sent = fixture.beginCounter(BUSY);
    var lifted = fixture.raise(BUSY, 5_000);
    section.onReserved(fixture.demanded(BUSY), sent, 1);
    assertThat(lifted).isNotDone();
    fixture.confirmCounter(BUSY);
    assertThat(lifted).isCompletedWithValue(5_000L);
  }

  @Test
  void aRaiseWithoutAnAnswerIsRefusedAndCarriedOutLater() {
    fixture.acquire(0);
    var lifted = fixture.raise(BUSY, 5_000);
    CounterReservation sent = fixture.beginCounter(BUSY);
    section.onStoreSilent();
    assertThat(lifted)
        .failsWithin(Duration.ZERO)
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .asInstanceOf(type(SeqsvrException.class))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(ErrorReason.STORE_UNAVAILABLE))
        .extracting(Throwable::getMessage, STRING)
        .isEqualTo("the store has not confirmed the raise; it may still be carried out");
    section.onReserved(fixture.demanded(BUSY), sent, 1);
    assertThat(fixture.next(BUSY, 1)).isEqualTo(5_001);
    assertThat(fixture.raise(BUSY, 5_000)).isCompletedWithValue(5_001L);
  }

  @Test
  void aRaiseOutlivesANewGeneration() {
    fixture.acquire(0);
    var lifted = fixture.raise(BUSY, 5_000);
    section.onReserved(section.beginReservation().orElseThrow());
    fixture.confirmCounter(BUSY);
    assertThat(lifted).isCompletedWithValue(5_000L);
  }

  @Test
  void aDemandThatComesLateAsksForNothing() {
    fixture.acquire(0);
    promote(BUSY);
    HotCounter own = fixture.demanded(BUSY);
    assertThat(own.demand()).isTrue();
    assertThat(section.beginReservation(own, 1)).isEmpty();
    assertThat(own.demand()).isTrue();
  }

  @Test
  void aRaiseEndsWithTheOwnership() {
    fixture.acquire(0);
    var lifted = fixture.raise(BUSY, 5_000);
    section.onLost();
    assertThat(lifted).isCompletedExceptionally();
  }
}
