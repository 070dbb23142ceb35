package io.seqsvr.alloc.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Hunts numbers above what the store confirmed, or handed out without a lease or an ownership. */
class SectionTest {
  private final SectionFixture fixture = new SectionFixture();
  private final Section section = fixture.section;

  @Test
  void refusesUntilItIsAcquired() {
    assertRefused(() -> fixture.next(1, 1), ErrorReason.NOT_OWNER);
    section.onLoading("attempt");
    assertRefused(() -> fixture.next(1, 1), ErrorReason.SECTION_MOVING);
    fixture.lease.onRenewed(fixture.lease.now());
    fixture.onAcquired("another attempt", 1, 0);
    assertRefused(() -> fixture.next(1, 1), ErrorReason.SECTION_MOVING);
    fixture.onAcquired("attempt", 1, 0);
    assertThat(fixture.next(1, 1)).isEqualTo(1);
  }

  @Test
  void refusesWithoutALeaseAndGoesOnWithIt() {
    fixture.acquire(0);
    assertThat(fixture.next(1, 1)).isEqualTo(1);
    fixture.nanos.addAndGet(Duration.ofMillis(901).toNanos());
    assertRefused(() -> fixture.next(1, 1), ErrorReason.LEASE_LOST);
    assertRefused(() -> fixture.current(1), ErrorReason.LEASE_LOST);
    assertRefused(() -> fixture.raise(1, 50), ErrorReason.LEASE_LOST);
    fixture.lease.onRenewed(fixture.lease.now());
    assertThat(fixture.next(1, 1)).isEqualTo(2);
  }

  @Test
  void keepsNothingFromOneOwnershipToTheNext() {
    fixture.acquire(0);
    fixture.next(1, 50);
    fixture.next(1, 10);
    CounterReservation sent = fixture.beginCounter(1);
    section.onLost();
    assertRefused(() -> fixture.next(1, 1), ErrorReason.NOT_OWNER);
    section.onReserved(fixture.demanded(1), sent, 1);
    assertRefused(() -> fixture.next(1, 1), ErrorReason.NOT_OWNER);
    section.onLoading("again");
    fixture.onAcquired("again", 2, 100);
    assertThat(fixture.next(1, 1)).isEqualTo(101);
  }

  @Test
  void handsOutNothingWhenDrainingAndTellsWhatItHandedOut() {
    fixture.acquire(0);
    fixture.next(1, 3);
    fixture.next(2, 7);
    Snapshot snapshot = section.onDraining();
    assertRefused(() -> fixture.next(1, 1), ErrorReason.SECTION_MOVING);
    assertRefused(() -> fixture.next(9, 1), ErrorReason.SECTION_MOVING);
    assertThatThrownBy(section::onDraining).isInstanceOf(IllegalStateException.class);
    assertThat(SectionFixture.exact(snapshot)).containsOnly(entry(1, 3), entry(2, 7));
  }

  @Test
  void goesOnFromASnapshotWithoutAGap() {
    fixture.acquire(0);
    fixture.next(1, 3);
    fixture.next(2, 7);
    Snapshot snapshot = section.onDraining();
    section.onLost();
    section.onLoading("again");
    section.onAcquired(
        "again", fixture.lease, new SectionStore.Acquired(3, 3, 0, 100), List.of(), snapshot);
    assertThat(fixture.current(1)).isEqualTo(new CurrentSeq(3, true));
    assertThat(fixture.next(1, 1)).isEqualTo(4);
    assertThat(fixture.next(2, 1)).isEqualTo(8);
    assertThat(fixture.next(4, 1)).isEqualTo(1);
  }

  @Test
  void staysStoppedOnceHalted() {
    fixture.acquire(0);
    section.onHalted(SeqsvrException.of(ErrorReason.STORE_WENT_BACK, "40 after 100"));
    assertRefused(() -> fixture.next(1, 1), ErrorReason.STORE_WENT_BACK);
    section.onLost();
    assertRefused(() -> fixture.next(1, 1), ErrorReason.STORE_WENT_BACK);
    assertThatThrownBy(() -> section.onLoading("x")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aCrowdedTableStartsANewGenerationAboveTheOldCeiling() {
    fixture.acquire(0);
    fixture.next(1, 5);
    fixture.next(2, 1);
    assertThat(fixture.rebases).isEmpty();
    fixture.next(3, 1);
    assertThat(fixture.rebases).containsExactly(section);
    assertRefused(() -> fixture.next(4, 1), ErrorReason.OVERLOADED);
    assertThat(fixture.next(1, 1)).isEqualTo(6);
    Reservation reservation = section.beginReservation().orElseThrow();
    assertThat(reservation).isEqualTo(new Reservation(3, 1, 100, 200));
    assertRefused(() -> fixture.next(4, 1), ErrorReason.OVERLOADED);
    section.onReserved(reservation);
    assertThat(fixture.next(4, 1)).isEqualTo(101);
    assertThat(fixture.current(1)).isEqualTo(new CurrentSeq(100, false));
    assertThat(fixture.next(1, 1)).isEqualTo(101);
    assertThat(fixture.current(1)).isEqualTo(new CurrentSeq(101, true));
    assertThat(fixture.observer.rebases.sum()).isEqualTo(1);
  }

  @Test
  void ignoresAnswersToOtherReservationsOfAGeneration() {
    fixture.acquire(0);
    Reservation sent = section.beginReservation().orElseThrow();
    section.onReserved(new Reservation(3, 2, 100, sent.newCeiling()));
    section.onReserved(new Reservation(3, 1, 100, sent.newCeiling() + 1));
    section.onReserved(new Reservation(3, 1, 99, sent.newCeiling()));
    assertThat(fixture.next(1, 1)).isEqualTo(1);
    section.onReserved(sent);
    section.onReserved(sent);
    assertThat(fixture.next(1, 1)).isEqualTo(101);
  }

  @Test
  void repeatsAReservationOfUnknownOutcomeAsItWas() {
    fixture.acquire(0);
    Reservation sent = section.beginReservation().orElseThrow();
    section.onStoreSilent();
    fixture.nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(section.beginReservation()).contains(sent);
  }

  @Test
  void tellsTheLastSeqExactlyOnlyIfItKnowsIt() {
    fixture.acquire(0);
    assertThat(fixture.current(1)).isEqualTo(new CurrentSeq(0, true));
    fixture.next(1, 7);
    assertThat(fixture.current(1)).isEqualTo(new CurrentSeq(7, true));
    section.onLost();
    section.onLoading("again");
    fixture.onAcquired("again", 2, 100);
    assertThat(fixture.current(1)).isEqualTo(new CurrentSeq(100, false));
    fixture.next(1, 1);
    assertThat(fixture.current(1)).isEqualTo(new CurrentSeq(101, true));
  }

  @Test
  void usesTheLastNumberAndThenSaysThatThereAreNoMore() {
    long base = Long.MAX_VALUE - 130;
    fixture.acquire(base);
    fixture.next(1, 50);
    fixture.next(1, 50);
    assertRefused(() -> fixture.next(1, 1), ErrorReason.STORE_UNAVAILABLE);
    CounterReservation last = fixture.beginCounter(1);
    assertThat(last.newCeiling()).isEqualTo(Long.MAX_VALUE);
    section.onReserved(fixture.demanded(1), last, 1);
    assertThat(fixture.next(1, 30)).isEqualTo(Long.MAX_VALUE - 29);
    assertRefused(() -> fixture.next(1, 1), ErrorReason.SEQ_EXHAUSTED);
    assertThat(section.beginReservation(fixture.demanded(1), 1)).isEmpty();
    section.onReserved(section.beginReservation().orElseThrow());
    assertThat(section.beginReservation()).isEmpty();
    fixture.next(2, 30);
    assertRefused(() -> fixture.next(2, 1), ErrorReason.SEQ_EXHAUSTED);
  }

  private static java.util.Map.Entry<Long, Long> entry(long key, long lastSeq) {
    return java.util.Map.entry(key, lastSeq);
  }

  static void assertRefused(ThrowingCallable call, ErrorReason reason) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SeqsvrException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
