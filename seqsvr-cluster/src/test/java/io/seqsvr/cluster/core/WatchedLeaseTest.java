package io.seqsvr.cluster.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.cluster.core.WatchedLease.Due;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The observer's rules one by one. Hunts leases that are ended while their holder may serve. */
class WatchedLeaseTest {
  private static final LeaseTerms TERMS = LeaseTerms.of(Duration.ofSeconds(1));
  private static final NodeIdentity NODE = new NodeIdentity("a", RandomId.next(), "h:1");

  private final WatchedLease lease = new WatchedLease(NODE);
  private long now;

  @Test
  void aMarkIsExpiredWhenItIsUnmovedForLongerThanItsHolderServes() {
    mark(LeaseState.HELD, 1);
    row(LeaseState.HELD, 1);
    at(1_099);
    assertDue(Due.NOTHING);
    at(1_100);
    assertDue(Due.EXPIRE);
    assertThat(lease.due(nanos(), 1)).as("for one who waits longer").isEqualTo(Due.NOTHING);
  }

  @Test
  void timeCountsFromTheReplyThatShowedTheMarkFirst() {
    mark(LeaseState.HELD, 1);
    at(1_000);
    mark(LeaseState.HELD, 2);
    at(2_000);
    mark(LeaseState.HELD, 2);
    assertDue(Due.NOTHING);
    at(2_100);
    assertDue(Due.EXPIRE);
  }

  @Test
  void theTermsOfTheLeaseCount() {
    LeaseTerms longer = LeaseTerms.of(Duration.ofSeconds(3));
    lease.onMark(
        new LeaseRegister.Entry(new Lease(NODE, longer, LeaseState.HELD, Share.NORMAL), 1, 1, 1),
        nanos(),
        nanos());
    at(3_299);
    assertDue(Due.NOTHING);
    at(3_300);
    assertDue(Due.EXPIRE);
  }

  @Test
  void aMarkThatIsGoneIsMadeExpiredAfterTheSameTime() {
    row(LeaseState.HELD, 1);
    lease.onMark(null, nanos(), nanos());
    at(1_099);
    assertDue(Due.NOTHING);
    at(1_100);
    assertDue(Due.EXPIRE);
  }

  /** Nobody knows for how long it was gone before it was seen to be. */
  @Test
  void whatWasMadeWhereTheMarkWasGoneProvesNothingByItself() {
    row(LeaseState.HELD, 1);
    lease.onMark(null, nanos(), nanos());
    at(1_100);
    lease.onMark(null, nanos(), nanos());
    assertDue(Due.EXPIRE);
    expired(0);
    assertDue(Due.NOTHING);
    at(2_201);
    assertDue(Due.EXPIRE);
    expired(1);
    assertDue(Due.FENCE);
  }

  @Test
  void aWriteThatHitsAnotherLifeOfTheMarkBeginsAnew() {
    mark(LeaseState.HELD, 1);
    row(LeaseState.HELD, 1);
    at(1_100);
    LeaseRegister.Entry seen = lease.markEntry().orElseThrow();
    LeaseRegister.Entry ofAnotherLife =
        new LeaseRegister.Entry(seen.lease().in(LeaseState.EXPIRED), 2, 9, seen.order() + 1);
    lease.onExpired(seen, ofAnotherLife, nanos(), nanos() + 1);
    assertDue(Due.NOTHING);
    at(1_200);
    lease.onMark(ofAnotherLife, nanos(), nanos());
    at(2_299);
    assertDue(Due.NOTHING);
    at(2_300);
    assertDue(Due.EXPIRE);
  }

  @Test
  void aRefusedWriteBeginsTheObservationAnew() {
    mark(LeaseState.HELD, 1);
    row(LeaseState.HELD, 1);
    at(1_100);
    lease.onMarkRefused(nanos());
    assertDue(Due.NOTHING);
    at(1_200);
    mark(LeaseState.HELD, 1);
    assertDue(Due.NOTHING);
    at(2_300);
    expired(2);
    lease.onRowRefused(nanos());
    assertDue(Due.NOTHING);
  }

  @Test
  void withoutAReplyOfAMarkNothingIsDue() {
    row(LeaseState.HELD, 1);
    at(10_000);
    assertDue(Due.NOTHING);
  }

  @Test
  void aRowIsFencedAtOnceWhenItStoodStillBeforeTheMarkWasExpired() {
    mark(LeaseState.HELD, 1);
    row(LeaseState.HELD, 1);
    at(1_100);
    expired(2);
    assertDue(Due.FENCE);
    lease.onFenced(entry(LeaseState.FENCED, 2), nanos());
    assertThat(lease.isOver()).isTrue();
    assertDue(Due.NOTHING);
  }

  @Test
  void aRowThatMovedAfterTheMarkWasExpiredNeedsAnotherMark() {
    mark(LeaseState.HELD, 1);
    row(LeaseState.HELD, 1);
    at(1_100);
    expired(2);
    at(1_200);
    row(LeaseState.HELD, 2);
    at(2_299);
    assertDue(Due.NOTHING);
    at(2_300);
    assertDue(Due.EXPIRE);
    expired(3);
    assertDue(Due.FENCE);
  }

  @Test
  void aRowThatMovesIsNeverFenced() {
    mark(LeaseState.HELD, 1);
    row(LeaseState.HELD, 1);
    at(1_100);
    expired(2);
    for (int i = 2; i < 50; i++) {
      at(1_100 + 250 * i);
      row(LeaseState.HELD, i);
      assertDue(Due.NOTHING);
    }
  }

  @Test
  void whatAnotherObserverOrAnOldReadSaysOfTheMarkIsNotEnough() {
    row(LeaseState.HELD, 1);
    at(5_000);
    mark(LeaseState.EXPIRED, 7);
    at(6_099);
    assertDue(Due.NOTHING);
    at(6_100);
    assertDue(Due.EXPIRE);
    expired(8);
    assertDue(Due.FENCE);
  }

  @Test
  void aMarkThatWasSentBeforeTheRowWasSeenIsNotEnough() {
    mark(LeaseState.HELD, 1);
    at(1_100);
    long sent = nanos();
    at(1_150);
    row(LeaseState.HELD, 1);
    lease.onExpired(lease.markEntry().orElseThrow(), entry(LeaseState.EXPIRED, 2), sent, nanos());
    at(2_300);
    assertDue(Due.EXPIRE);
  }

  @Test
  void aReArmedMarkStartsAnew() {
    mark(LeaseState.HELD, 1);
    row(LeaseState.HELD, 1);
    at(1_100);
    expired(2);
    at(1_200);
    mark(LeaseState.HELD, 3);
    at(2_299);
    assertDue(Due.NOTHING);
    at(2_300);
    assertDue(Due.EXPIRE);
  }

  @Test
  void aReadThatWasSentBeforeAWriteSaysNothing() {
    mark(LeaseState.HELD, 1);
    row(LeaseState.HELD, 1);
    at(1_100);
    long sent = nanos();
    at(1_110);
    lease.onExpired(lease.markEntry().orElseThrow(), entry(LeaseState.EXPIRED, 2), sent, nanos());
    lease.onMark(entry(LeaseState.HELD, 1), sent, nanos());
    assertDue(Due.FENCE);
  }

  @Test
  void oneWriteIsUnderWayAtATime() {
    mark(LeaseState.HELD, 1);
    at(1_100);
    lease.onSending(nanos());
    assertDue(Due.NOTHING);
    at(3_099);
    assertDue(Due.NOTHING);
    at(3_100);
    assertDue(Due.EXPIRE);
    lease.onSending(nanos());
    lease.onAnswer();
    assertDue(Due.EXPIRE);
  }

  @Test
  void aLeaseIsLiveWhenBothRegistersSaySoLately() {
    mark(LeaseState.HELD, 1);
    assertThat(lease.isLive(nanos())).isFalse();
    row(LeaseState.HELD, 1);
    assertThat(lease.isLive(nanos())).isTrue();
    at(1_100);
    assertThat(lease.isLive(nanos())).isFalse();
    mark(LeaseState.HELD, 2);
    assertThat(lease.isLive(nanos())).isTrue();
    mark(LeaseState.EXPIRED, 3);
    assertThat(lease.isLive(nanos())).isFalse();
    assertThat(lease.isOver()).isFalse();
  }

  @Test
  void whoLeftBothRegistersIsOver() {
    mark(LeaseState.HELD, 1);
    row(LeaseState.HELD, 1);
    lease.onMark(null, nanos(), nanos());
    assertThat(lease.isOver()).isFalse();
    lease.onRow(null, nanos(), nanos());
    assertThat(lease.isOver()).isTrue();
  }

  private void mark(LeaseState state, long version) {
    lease.onMark(entry(state, version), nanos(), nanos());
  }

  private void row(LeaseState state, long version) {
    lease.onRow(entry(state, version), nanos(), nanos());
  }

  private void expired(long version) {
    long sent = nanos();
    now++;
    lease.onExpired(
        lease.markEntry().orElse(null), entry(LeaseState.EXPIRED, version), sent, nanos());
    now--;
  }

  private static LeaseRegister.Entry entry(LeaseState state, long version) {
    return new LeaseRegister.Entry(
        new Lease(NODE, TERMS, state, Share.NORMAL), version, version, 1);
  }

  private void assertDue(Due due) {
    assertThat(lease.due(nanos(), 0)).isEqualTo(due);
  }

  private void at(long millis) {
    now = Duration.ofMillis(millis).toNanos();
  }

  /** Near the overflow, so that a comparison without subtraction fails. */
  private long nanos() {
    return Long.MAX_VALUE - 1_000 + now;
  }
}
