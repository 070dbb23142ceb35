package io.seqsvr.cluster.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.cluster.core.LeaseHolder.Place;
import io.seqsvr.cluster.core.LeaseOp.Kind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The holder's rules one by one. Hunts renewals that count though an observer may not have seen
 * them, and registers that are not renewed when the other one is silent.
 */
class LeaseHolderTest {
  private static final LeaseTerms TERMS = LeaseTerms.of(Duration.ofSeconds(1));
  private static final NodeIdentity SELF = new NodeIdentity("a", RandomId.next(), "h:1");

  private final FakeClock clock = new FakeClock();
  private final NodeLease lease = new NodeLease(TERMS, clock, InstantSource.system());
  private final LeaseHolder holder = new LeaseHolder(lease);

  @BeforeEach
  void establish() {
    assertThat(holder.isEstablished()).isFalse();
    written(Place.MARK, sent(Place.MARK, Kind.CREATE), 1);
    assertThat(holder.isEstablished()).isFalse();
    written(Place.ROW, sent(Place.ROW, Kind.CREATE), 1);
    assertThat(holder.isEstablished()).isTrue();
    assertThat(lease.isHeld()).isTrue();
    assertThat(holder.isSuspect()).as("it has just been made").isTrue();
    written(Place.ROW, sent(Place.ROW, Kind.RENEW), 2);
    assertThat(holder.isSuspect()).isFalse();
  }

  @Test
  void renewsTheMarkAloneWhileItAnswers() {
    for (int i = 2; i < 20; i++) {
      advance(249);
      none(Place.MARK);
      advance(1);
      LeaseOp op = sent(Place.MARK, Kind.RENEW);
      assertThat(op.version()).isEqualTo(i - 1);
      none(Place.ROW);
      written(Place.MARK, op, i);
      assertHeldFor(900);
    }
  }

  @Test
  void aRenewalCountsFromBeforeItWasSent() {
    advance(250);
    LeaseOp op = sent(Place.MARK, Kind.RENEW);
    advance(600);
    written(Place.MARK, op, 2);
    assertHeldFor(300);
  }

  @Test
  void renewsTheRowWhenTheMarkIsLate() {
    advance(250);
    LeaseOp late = sent(Place.MARK, Kind.RENEW);
    advance(124);
    none(Place.ROW);
    advance(1);
    LeaseOp row = sent(Place.ROW, Kind.RENEW);
    written(Place.ROW, row, 2);
    assertHeldFor(900);
    advance(249);
    none(Place.ROW);
    advance(1);
    written(Place.ROW, sent(Place.ROW, Kind.RENEW), 3);
    assertHeldFor(900);
    written(Place.MARK, late, 2);
    advance(250);
    none(Place.ROW);
    sent(Place.MARK, Kind.RENEW);
  }

  @Test
  void renewsTheRowAtOnceWhenTheMarkIsSilent() {
    advance(250);
    holder.onSilent(Place.MARK, sent(Place.MARK, Kind.RENEW));
    written(Place.ROW, sent(Place.ROW, Kind.RENEW), 2);
    none(Place.MARK);
    advance(250);
    assertThat(sent(Place.MARK, Kind.RENEW).version()).as("may have been done").isEqualTo(1);
  }

  @Test
  void aRenewalWhoseAnswerWasLostIsAdoptedAndNotCounted() {
    advance(250);
    holder.onSilent(Place.MARK, sent(Place.MARK, Kind.RENEW));
    advance(250);
    holder.onRefused(Place.MARK, sent(Place.MARK, Kind.RENEW));
    found(Place.MARK, LeaseState.HELD, 2);
    assertHeldFor(400);
    assertThat(holder.isSuspect()).as("whose write it was, nobody knows").isTrue();
    LeaseOp row = sent(Place.ROW, Kind.RENEW);
    advance(250);
    LeaseOp next = sent(Place.MARK, Kind.RENEW);
    assertThat(next.version()).isEqualTo(2);
    written(Place.MARK, next, 3);
    assertHeldFor(150);
    written(Place.ROW, row, 3);
    assertHeldFor(650);
    advance(250);
    written(Place.MARK, sent(Place.MARK, Kind.RENEW), 4);
    assertHeldFor(900);
  }

  /** Versions begin anew there, so the same number says nothing. */
  @Test
  void aRenewalThatHitsAnotherLifeOfTheMarkCountsForNothing() {
    advance(250);
    LeaseOp op = sent(Place.MARK, Kind.RENEW);
    LeaseRegister.Entry other =
        new LeaseRegister.Entry(new Lease(SELF, TERMS, LeaseState.HELD, Share.NORMAL), 2, 9, 2);
    holder.onWritten(Place.MARK, op, other);
    assertHeldFor(650);
    holder.onFound(Place.MARK, sent(Place.MARK, Kind.READ), Optional.of(other));
    assertThat(holder.isSuspect()).isTrue();
    advance(250);
    holder.onWritten(Place.MARK, sent(Place.MARK, Kind.RENEW), other);
    assertHeldFor(400);
  }

  @Test
  void theRowIsRenewedNowAndThenThoughTheMarkAnswers() {
    long version = 2;
    for (int i = 1; i <= 239; i++) {
      advance(250);
      written(Place.MARK, sent(Place.MARK, Kind.RENEW), version++);
      none(Place.ROW);
    }
    advance(250);
    written(Place.ROW, sent(Place.ROW, Kind.RENEW), 3);
    none(Place.ROW);
  }

  @Test
  void aSilentRegisterIsNotAskedWithoutAPause() {
    advance(250);
    holder.onSilent(Place.MARK, sent(Place.MARK, Kind.RENEW));
    holder.onSilent(Place.ROW, sent(Place.ROW, Kind.RENEW));
    none(Place.MARK);
    none(Place.ROW);
  }

  @Test
  void aCallWithoutAnswerIsGivenUpAfterALease() {
    advance(250);
    sent(Place.MARK, Kind.RENEW);
    advance(999);
    none(Place.MARK);
    advance(1);
    sent(Place.MARK, Kind.RENEW);
  }

  /** The heart of the matter: an observer may be about to end the row. */
  @Test
  void anExpiredMarkCountsAgainOnlyWhenTheRowWasRenewedAfterItsReArming() {
    expire(2);
    assertThat(holder.isSuspect()).isTrue();
    LeaseOp arming = sent(Place.MARK, Kind.RENEW);
    assertThat(arming.version()).isEqualTo(2);
    written(Place.MARK, arming, 3);
    assertHeldFor(650);
    LeaseOp row = sent(Place.ROW, Kind.RENEW);
    advance(250);
    written(Place.MARK, sent(Place.MARK, Kind.RENEW), 4);
    assertHeldFor(400);
    written(Place.ROW, row, 2);
    assertThat(holder.isSuspect()).isFalse();
    advance(250);
    written(Place.MARK, sent(Place.MARK, Kind.RENEW), 5);
    assertHeldFor(900);
  }

  @Test
  void aRenewalOfTheRowThatWasSentBeforeTheReArmingEndsNoSuspicion() {
    advance(250);
    LeaseOp mark = sent(Place.MARK, Kind.RENEW);
    advance(125);
    LeaseOp early = sent(Place.ROW, Kind.RENEW);
    holder.onRefused(Place.MARK, mark);
    found(Place.MARK, LeaseState.EXPIRED, 2);
    written(Place.MARK, sent(Place.MARK, Kind.RENEW), 3);
    written(Place.ROW, early, 2);
    assertThat(holder.isSuspect()).isTrue();
    written(Place.ROW, sent(Place.ROW, Kind.RENEW), 3);
    assertThat(holder.isSuspect()).isFalse();
  }

  @Test
  void aSecondSuspicionIsNotEndedByTheRenewalForTheFirst() {
    expire(2);
    written(Place.MARK, sent(Place.MARK, Kind.RENEW), 3);
    LeaseOp forTheFirst = sent(Place.ROW, Kind.RENEW);
    expire(4);
    written(Place.ROW, forTheFirst, 2);
    assertThat(holder.isSuspect()).isTrue();
  }

  @Test
  void aMarkThatIsGoneIsSuspectAndMadeAgain() {
    advance(250);
    holder.onRefused(Place.MARK, sent(Place.MARK, Kind.RENEW));
    holder.onFound(Place.MARK, sent(Place.MARK, Kind.READ), Optional.empty());
    assertThat(holder.isSuspect()).isTrue();
    written(Place.MARK, sent(Place.MARK, Kind.CREATE), 1);
    assertThat(holder.isSuspect()).isTrue();
    written(Place.ROW, sent(Place.ROW, Kind.RENEW), 2);
    assertThat(holder.isSuspect()).isFalse();
  }

  /** It may have been there, fenced and tidied away, before its holder ever heard of it. */
  @Test
  void aMarkThatIsMadeBesideARowThatStandsIsSuspect() {
    LeaseHolder late = new LeaseHolder(new NodeLease(TERMS, clock, InstantSource.system()));
    LeaseOp mark = late.next(Place.MARK).orElseThrow();
    late.onWritten(
        Place.ROW, late.next(Place.ROW).orElseThrow(), entry(LeaseState.HELD, 1).orElseThrow());
    late.onSilent(Place.MARK, mark);
    advance(250);
    late.onWritten(
        Place.MARK, late.next(Place.MARK).orElseThrow(), entry(LeaseState.HELD, 1).orElseThrow());
    assertThat(late.isSuspect()).isTrue();
    LeaseOp row = late.next(Place.ROW).orElseThrow();
    assertThat(row.kind()).isEqualTo(Kind.RENEW);
    late.onRefused(Place.ROW, row);
    late.onFound(Place.ROW, late.next(Place.ROW).orElseThrow(), entry(LeaseState.FENCED, 2));
    assertThat(late.next(Place.MARK)).as("over").isEmpty();
  }

  @Test
  void whileTheMarkIsExpiredTheRowAloneIsEnough() {
    expire(2);
    sent(Place.MARK, Kind.RENEW);
    for (int i = 2; i < 10; i++) {
      advance(250);
      Optional<LeaseOp> op = holder.next(Place.ROW);
      if (op.isPresent()) {
        written(Place.ROW, op.get(), i);
        assertHeldFor(900);
      }
    }
    assertThat(lease.isHeld()).isTrue();
    assertThat(holder.isSuspect()).isTrue();
  }

  @Test
  void aFencedRowIsTheEnd() {
    refuseRow();
    found(Place.ROW, LeaseState.FENCED, 2);
    assertThat(lease.isOver()).isTrue();
    assertThat(lease.isHeld()).isFalse();
    advance(1_000);
    none(Place.MARK);
    none(Place.ROW);
  }

  @Test
  void aRowThatIsGoneIsTheEnd() {
    refuseRow();
    holder.onFound(Place.ROW, sent(Place.ROW, Kind.READ), Optional.empty());
    assertThat(lease.isOver()).isTrue();
  }

  @Test
  void aReadThatComesTooLateShowsNothing() {
    advance(250);
    holder.onRefused(Place.MARK, sent(Place.MARK, Kind.RENEW));
    LeaseOp lost = sent(Place.MARK, Kind.READ);
    advance(1_000);
    found(Place.MARK, LeaseState.EXPIRED, 2);
    holder.onFound(Place.MARK, lost, entry(LeaseState.HELD, 1));
    assertThat(sent(Place.MARK, Kind.RENEW).version()).isEqualTo(2);
  }

  private void expire(long version) {
    advance(250);
    holder.onRefused(Place.MARK, sent(Place.MARK, Kind.RENEW));
    found(Place.MARK, LeaseState.EXPIRED, version);
  }

  private void refuseRow() {
    advance(250);
    holder.onSilent(Place.MARK, sent(Place.MARK, Kind.RENEW));
    holder.onRefused(Place.ROW, sent(Place.ROW, Kind.RENEW));
  }

  private LeaseOp sent(Place place, Kind kind) {
    LeaseOp op = holder.next(place).orElseThrow();
    assertThat(op.kind()).isEqualTo(kind);
    return op;
  }

  private void none(Place place) {
    assertThat(holder.next(place)).isEmpty();
  }

  private void written(Place place, LeaseOp op, long version) {
    holder.onWritten(place, op, entry(LeaseState.HELD, version).orElseThrow());
  }

  private void found(Place place, LeaseState state, long version) {
    holder.onFound(place, sent(place, Kind.READ), entry(state, version));
  }

  private static Optional<LeaseRegister.Entry> entry(LeaseState state, long version) {
    return Optional.of(
        new LeaseRegister.Entry(new Lease(SELF, TERMS, state, Share.NORMAL), version, version, 1));
  }

  private void assertHeldFor(long millis) {
    assertThat(lease.remainingNanos()).isEqualTo(Duration.ofMillis(millis).toNanos());
  }

  private void advance(long millis) {
    clock.advance(Duration.ofMillis(millis));
  }
}
