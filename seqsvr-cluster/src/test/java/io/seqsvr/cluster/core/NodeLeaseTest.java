package io.seqsvr.cluster.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Hunts leases that hold too long: from the acknowledgement, past the end, or after being ended.
 */
class NodeLeaseTest {
  private final FakeClock clock = new FakeClock();
  private final LeaseTerms terms = LeaseTerms.of(Duration.ofSeconds(1));
  private final NodeLease lease = new NodeLease(terms, clock);

  @Test
  void doesNotHoldBeforeTheFirstRenewal() {
    assertThat(lease.isHeld()).isFalse();
  }

  @Test
  void holdsForLeaseLessMarginFromTheMomentOfSending() {
    long sent = clock.nanoTime();
    clock.advance(Duration.ofMillis(500));
    lease.onRenewed(sent);

    assertThat(lease.isHeld()).isTrue();
    clock.advance(Duration.ofMillis(399));
    assertThat(lease.isHeld()).isTrue();
    clock.advance(Duration.ofMillis(1));
    assertThat(lease.isHeld()).isFalse();
  }

  @Test
  void anAcknowledgementThatComesTooLateGivesNothing() {
    long sent = clock.nanoTime();
    clock.advance(Duration.ofSeconds(2));
    lease.onRenewed(sent);
    assertThat(lease.isHeld()).isFalse();
  }

  @Test
  void anOlderAcknowledgementDoesNotShortenTheLease() {
    long older = clock.nanoTime();
    clock.advance(Duration.ofMillis(300));
    lease.onRenewed(clock.nanoTime());
    lease.onRenewed(older);
    clock.advance(Duration.ofMillis(800));
    assertThat(lease.isHeld()).isTrue();
  }

  @Test
  void isOverForGoodOnceEnded() {
    lease.onRenewed(clock.nanoTime());
    lease.onOver();
    assertThat(lease.isHeld()).isFalse();
    assertThat(lease.isOver()).isTrue();
    lease.onRenewed(clock.nanoTime());
    assertThat(lease.isHeld()).isFalse();
  }

  @Test
  void anObserverWaitsLongerThanAnyHolderServes() {
    LeaseObservation observation = new LeaseObservation();
    lease.onRenewed(clock.nanoTime());
    assertThat(observation.onSeen(7, terms, clock.nanoTime())).isFalse();
    clock.advance(Duration.ofMillis(1_099));
    assertThat(observation.onSeen(7, terms, clock.nanoTime())).isFalse();
    assertThat(lease.isHeld()).isFalse();
    clock.advance(Duration.ofMillis(1));
    assertThat(observation.onSeen(7, terms, clock.nanoTime())).isTrue();
  }

  @Test
  void anObserverStartsAnewWhenTheLeaseMoves() {
    LeaseObservation observation = new LeaseObservation();
    observation.onSeen(7, terms, clock.nanoTime());
    clock.advance(Duration.ofSeconds(1));
    observation.onSeen(8, terms, clock.nanoTime());
    clock.advance(Duration.ofSeconds(1));
    assertThat(observation.onSeen(8, terms, clock.nanoTime())).isFalse();
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
