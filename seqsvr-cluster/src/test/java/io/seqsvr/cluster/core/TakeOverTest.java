package io.seqsvr.cluster.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Hunts take-overs from a holder that may still serve, and sections that stay with a dead one. */
class TakeOverTest {
  private static final ClusterIdentity CLUSTER = new ClusterIdentity(RandomId.next(), 4, "xxh3-64");
  private static final LeaseTerms TERMS = LeaseTerms.of(Duration.ofSeconds(1));

  private final FakeClock clock = new FakeClock();
  private final InMemoryRegisters registers = new InMemoryRegisters();
  private final TakeOver takeOver = new TakeOver(registers, registers, clock);
  private final NodeIdentity old = new NodeIdentity("a", RandomId.next(), "h:1");
  private final NodeIdentity self = new NodeIdentity("b", RandomId.next(), "h:2");

  @Test
  void theFirstNodeGetsEverything() throws Exception {
    RoutingTable table = takeOver.look(self, CLUSTER, () -> 1).orElseThrow();
    assertThat(table.sectionsOf(self.incarnation())).isEqualTo(4);
    assertThat(takeOver.look(self, CLUSTER, () -> 1)).contains(table);
  }

  @Test
  void theFirstTableGetsTheVersionAskedForAndNoLaterOneDoes() throws Exception {
    assertThat(takeOver.look(self, CLUSTER, () -> 77).orElseThrow().version()).isEqualTo(77);
    assertThat(takeOver.look(self, CLUSTER, () -> 99).orElseThrow().version()).isEqualTo(77);
  }

  @Test
  void aHolderThatRenewsKeepsItsSections() throws Exception {
    NodeLease lease = new NodeLease(TERMS, clock);
    LeaseKeeper keeper = new LeaseKeeper(old, registers, lease, clock);
    registers.create(RoutingTable.first(1, CLUSTER, old));
    for (int i = 0; i < 20; i++) {
      assertThat(keeper.renew()).isTrue();
      assertThat(takeOver.look(self, CLUSTER, () -> 1).orElseThrow().sectionsOf(old.incarnation()))
          .isEqualTo(4);
      clock.advance(Duration.ofMillis(250));
    }
    assertThat(lease.isHeld()).isTrue();
  }

  @Test
  void aSilentHolderLosesItsSectionsOnlyWhenItHasStopped() throws Exception {
    NodeLease lease = new NodeLease(TERMS, clock);
    LeaseKeeper keeper = new LeaseKeeper(old, registers, lease, clock);
    keeper.renew();
    registers.create(RoutingTable.first(1, CLUSTER, old));
    int looks = 0;
    RoutingTable table = takeOver.look(self, CLUSTER, () -> 1).orElseThrow();
    while (table.sectionsOf(self.incarnation()) == 0 && looks++ < 100) {
      clock.advance(Duration.ofMillis(50));
      boolean servedBefore = lease.isHeld();
      table = takeOver.look(self, CLUSTER, () -> 1).orElseThrow();
      assertThat(servedBefore && table.sectionsOf(self.incarnation()) > 0).isFalse();
    }
    assertThat(table.sectionsOf(self.incarnation())).isEqualTo(4);
    assertThat(table.version()).isEqualTo(2);
    assertThat(looks).isEqualTo(22);
    assertThat(keeper.renew()).isFalse();
    assertThat(lease.isOver()).isTrue();
  }

  @Test
  void aLeaseThatWasGivenUpIsTakenOverAtOnce() throws Exception {
    registers.create(RoutingTable.first(1, CLUSTER, old));
    assertThat(takeOver.look(self, CLUSTER, () -> 1).orElseThrow().sectionsOf(self.incarnation()))
        .isEqualTo(4);
  }

  @Test
  void aRenewalWhoseAcknowledgementWasLostIsAdoptedButNotCounted() throws Exception {
    NodeLease lease = new NodeLease(TERMS, clock);
    LeaseKeeper keeper = new LeaseKeeper(old, registers, lease, clock);
    keeper.renew();
    clock.advance(Duration.ofMillis(900));
    registers.renew(old, TERMS, 0);
    assertThat(keeper.renew()).isTrue();
    assertThat(lease.isHeld()).isFalse();
    assertThat(keeper.renew()).isTrue();
    assertThat(lease.isHeld()).isTrue();
  }

  @Test
  void aTableOfAnotherClusterIsRefused() {
    registers.create(RoutingTable.first(1, CLUSTER, old));
    ClusterIdentity other = new ClusterIdentity(RandomId.next(), 4, "xxh3-64");
    assertThatThrownBy(() -> takeOver.look(self, other, () -> 1))
        .isInstanceOf(ClusterMismatchException.class)
        .hasMessageContaining(CLUSTER.id())
        .hasMessageContaining(other.id());
  }
}
