package io.seqsvr.alloc.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.LeaseTerms;
import io.seqsvr.cluster.core.NodeLease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Hunts numbers above what the store confirmed, or handed out without a lease or an ownership. */
class SectionTest {
  private static final long STEP = 100;

  private final AtomicLong nanos = new AtomicLong();
  private final LeaseTerms terms = LeaseTerms.of(Duration.ofSeconds(1));
  private final AllocSettings settings =
      new AllocSettings(new ReservePolicy(STEP, 400), 50, 10, 4, 4, terms);
  private final NodeLease lease = new NodeLease(terms, nanos::get);
  private final List<Section> demands = new ArrayList<>();
  private final Section section = new Section(3, settings, nanos::get, demands::add);

  private void acquire(long base) {
    lease.onRenewed(nanos.get());
    section.onLoading("attempt");
    section.onAcquired("attempt", lease, 1, base, base + STEP);
  }

  @Test
  void refusesUntilItIsAcquired() {
    assertRefused(() -> section.next(1, 1), ErrorReason.NOT_OWNER);
    section.onLoading("attempt");
    assertRefused(() -> section.next(1, 1), ErrorReason.SECTION_MOVING);
    lease.onRenewed(nanos.get());
    section.onAcquired("another attempt", lease, 1, 0, STEP);
    assertRefused(() -> section.next(1, 1), ErrorReason.SECTION_MOVING);
    section.onAcquired("attempt", lease, 1, 0, STEP);
    assertThat(section.next(1, 1)).isEqualTo(1);
  }

  @Test
  void refusesWithoutALeaseAndGoesOnWithIt() {
    acquire(0);
    assertThat(section.next(1, 1)).isEqualTo(1);
    nanos.addAndGet(Duration.ofMillis(901).toNanos());
    assertRefused(() -> section.next(1, 1), ErrorReason.LEASE_LOST);
    assertRefused(() -> section.current(1), ErrorReason.LEASE_LOST);
    lease.onRenewed(nanos.get());
    assertThat(section.next(1, 1)).isEqualTo(2);
  }

  @Test
  void asksForMoreAtHalfAndOnlyOnce() {
    acquire(0);
    section.next(1, 50);
    assertThat(demands).isEmpty();
    section.next(1, 1);
    section.next(1, 1);
    assertThat(demands).containsExactly(section);
  }

  @Test
  void stopsAtTheCeilingUntilTheStoreConfirmsMore() {
    acquire(0);
    section.next(1, 50);
    section.next(1, 50);
    assertRefused(() -> section.next(1, 1), ErrorReason.STORE_UNAVAILABLE);
    Reservation reservation = section.beginReservation().orElseThrow();
    assertRefused(() -> section.next(1, 1), ErrorReason.STORE_UNAVAILABLE);
    assertThat(reservation.ceiling()).isEqualTo(STEP);
    section.onReserved(reservation);
    assertThat(section.next(1, 1)).isEqualTo(101);
  }

  @Test
  void repeatsAReservationOfUnknownOutcomeAsItWas() {
    acquire(0);
    Reservation sent = section.beginReservation().orElseThrow();
    section.onStoreSilent();
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(section.beginReservation()).contains(sent);
  }

  @Test
  void ignoresAnswersToOtherReservations() {
    acquire(0);
    Reservation sent = section.beginReservation().orElseThrow();
    section.onReserved(new Reservation(3, 2, STEP, sent.newCeiling()));
    section.onReserved(new Reservation(3, 1, STEP, sent.newCeiling() + 1));
    section.next(1, 50);
    section.next(1, 50);
    assertRefused(() -> section.next(1, 1), ErrorReason.STORE_UNAVAILABLE);
    section.onReserved(sent);
    section.onReserved(sent);
    assertThat(section.next(1, 1)).isEqualTo(101);
  }

  @Test
  void keepsNothingFromOneOwnershipToTheNext() {
    acquire(0);
    section.next(1, 10);
    Reservation sent = section.beginReservation().orElseThrow();
    section.onLost();
    assertRefused(() -> section.next(1, 1), ErrorReason.NOT_OWNER);
    section.onReserved(sent);
    assertRefused(() -> section.next(1, 1), ErrorReason.NOT_OWNER);
    section.onLoading("again");
    section.onAcquired("again", lease, 2, STEP, 2 * STEP);
    assertThat(section.next(1, 1)).isEqualTo(STEP + 1);
  }

  @Test
  void handsOutNothingWhenDraining() {
    acquire(0);
    section.next(1, 1);
    section.onDraining();
    assertRefused(() -> section.next(1, 1), ErrorReason.SECTION_MOVING);
    assertThatThrownBy(section::onDraining).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void staysStoppedOnceHalted() {
    acquire(0);
    section.onHalted(SeqsvrException.of(ErrorReason.STORE_WENT_BACK, "40 after 100"));
    assertRefused(() -> section.next(1, 1), ErrorReason.STORE_WENT_BACK);
    section.onLost();
    assertRefused(() -> section.next(1, 1), ErrorReason.STORE_WENT_BACK);
    assertThatThrownBy(() -> section.onLoading("x")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aFullTableStartsANewGenerationAboveTheOldCeiling() {
    acquire(0);
    section.next(1, 5);
    section.next(2, 1);
    section.next(3, 1);
    assertRefused(() -> section.next(4, 1), ErrorReason.OVERLOADED);
    assertThat(section.next(1, 1)).isEqualTo(6);
    assertThat(demands).containsExactly(section);
    section.onReserved(section.beginReservation().orElseThrow());
    assertThat(section.next(4, 1)).isEqualTo(STEP + 1);
    assertThat(section.current(1)).isEqualTo(new CurrentSeq(STEP, false));
    assertThat(section.next(1, 1)).isEqualTo(STEP + 1);
  }

  @Test
  void tellsTheLastSeqExactlyOnlyIfItKnowsIt() {
    acquire(0);
    assertThat(section.current(1)).isEqualTo(new CurrentSeq(0, true));
    section.next(1, 7);
    assertThat(section.current(1)).isEqualTo(new CurrentSeq(7, true));
    section.onLost();
    section.onLoading("again");
    section.onAcquired("again", lease, 2, STEP, 2 * STEP);
    assertThat(section.current(1)).isEqualTo(new CurrentSeq(STEP, false));
    section.next(1, 1);
    assertThat(section.current(1)).isEqualTo(new CurrentSeq(STEP + 1, true));
  }

  @Test
  void usesTheLastNumberAndThenSaysThatThereAreNoMore() {
    long base = Long.MAX_VALUE - STEP - 10;
    acquire(base);
    section.next(1, 50);
    section.next(1, 50);
    Reservation last = section.beginReservation().orElseThrow();
    assertThat(last.newCeiling()).isEqualTo(Long.MAX_VALUE);
    section.onReserved(last);
    assertThat(section.next(1, 10)).isEqualTo(Long.MAX_VALUE - 9);
    assertRefused(() -> section.next(1, 1), ErrorReason.SEQ_EXHAUSTED);
    assertThat(section.beginReservation()).isEmpty();
  }

  @Test
  void reservesMoreWhenItGoesFastAndLessWhenItGoesSlowly() {
    ReservePolicy policy = new ReservePolicy(100, 400);
    long fast = Duration.ofMillis(100).toNanos();
    long slow = Duration.ofSeconds(3).toNanos();
    assertThat(policy.nextSize(100, fast)).isEqualTo(200);
    assertThat(policy.nextSize(400, fast)).isEqualTo(400);
    assertThat(policy.nextSize(400, Duration.ofSeconds(1).toNanos())).isEqualTo(400);
    assertThat(policy.nextSize(400, slow)).isEqualTo(200);
    assertThat(policy.nextSize(100, slow)).isEqualTo(100);
  }

  private static void assertRefused(ThrowingCallable call, ErrorReason reason) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SeqsvrException.class,
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(reason);
              assertThat(refusal.retryAfter().isPresent()).isEqualTo(reason.isRetryable());
            });
  }
}
