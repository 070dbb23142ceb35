package io.seqsvr.cluster.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * Hunts leases that hold too long: from the acknowledgement, past the end, or after being ended.
 */
class NodeLeaseTest {
  private final FakeClock clock = new FakeClock();
  private final LeaseTerms terms = LeaseTerms.of(Duration.ofSeconds(1));
  private long wallMillis = 1_700_000_000_000L;
  private final NodeLease lease =
      new NodeLease(terms, clock, () -> Instant.ofEpochMilli(wallMillis));

  @Test
  void doesNotHoldBeforeTheFirstRenewal() {
    assertThat(lease.isHeld()).isFalse();
  }

  @Test
  void holdsForLeaseLessMarginFromTheMomentOfSending() {
    NodeLease.Sent sent = lease.now();
    advance(Duration.ofMillis(500));
    lease.onRenewed(sent);

    assertThat(lease.isHeld()).isTrue();
    advance(Duration.ofMillis(399));
    assertThat(lease.isHeld()).isTrue();
    advance(Duration.ofMillis(1));
    assertThat(lease.isHeld()).isFalse();
  }

  @Test
  void anAcknowledgementThatComesTooLateGivesNothing() {
    NodeLease.Sent sent = lease.now();
    advance(Duration.ofSeconds(2));
    lease.onRenewed(sent);
    assertThat(lease.isHeld()).isFalse();
  }

  @Test
  void anOlderAcknowledgementDoesNotShortenTheLease() {
    NodeLease.Sent older = lease.now();
    advance(Duration.ofMillis(300));
    lease.onRenewed(lease.now());
    lease.onRenewed(older);
    advance(Duration.ofMillis(800));
    assertThat(lease.isHeld()).isTrue();
  }

  @Test
  void isOverForGoodOnceEnded() {
    lease.onRenewed(lease.now());
    lease.onOver();
    assertThat(lease.isHeld()).isFalse();
    assertThat(lease.isOver()).isTrue();
    lease.onRenewed(lease.now());
    assertThat(lease.isHeld()).isFalse();
  }

  private void advance(Duration time) {
    clock.advance(time);
    wallMillis += time.toMillis();
  }

  @Test
  void isOverWhenTheWallClockSaysSoThoughTheMonotonicOneStoodStill() {
    lease.onRenewed(lease.now());
    wallMillis += 899;
    assertThat(lease.isHeld()).isTrue();
    wallMillis += 1;
    assertThat(lease.isHeld()).isFalse();
    assertThat(lease.isHeld(clock.nanoTime())).as("by the monotonic clock alone").isTrue();
    lease.onRenewed(new NodeLease.Sent(clock.nanoTime() + 1, wallMillis));
    assertThat(lease.isHeld()).as("after the next renewal").isTrue();
  }

  /** The monotonic clock stood still, so to it the acknowledgement looks young. */
  @Test
  void anAcknowledgementThatIsPastByTheWallClockOpensNothing() {
    lease.onRenewed(lease.now());
    advance(Duration.ofMillis(850));
    NodeLease.Sent sent = lease.now();
    wallMillis += 3_000;
    advance(Duration.ofMillis(60));
    assertThat(lease.isHeld(clock.nanoTime())).isFalse();
    lease.onRenewed(sent);
    assertThat(lease.isHeld(clock.nanoTime())).isFalse();
    lease.onRenewed(lease.now());
    assertThat(lease.isHeld()).isTrue();
  }

  @Test
  void aWallClockThatIsSetBackChangesNothing() {
    lease.onRenewed(lease.now());
    wallMillis -= 3_600_000;
    advance(Duration.ofMillis(899));
    assertThat(lease.isHeld()).isTrue();
    advance(Duration.ofMillis(1));
    assertThat(lease.isHeld()).isFalse();
  }

  @Test
  void termsNeedAMarginOfATenth() {
    long second = Duration.ofSeconds(1).toNanos();
    assertThatThrownBy(() -> new LeaseTerms(second, second / 10 - 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("margin");
    assertThatThrownBy(() -> LeaseTerms.of(Duration.ofMillis(99)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("100 ms");
  }
}
