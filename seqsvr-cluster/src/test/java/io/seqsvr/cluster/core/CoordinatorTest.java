package io.seqsvr.cluster.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Nodes with their renewals and coordinators over registers in memory, in virtual time. Hunts
 * sections that stay with the dead, wander without need, or are nobody's.
 */
class CoordinatorTest {
  private static final ClusterIdentity CLUSTER =
      new ClusterIdentity(RandomId.next(), 16, "xxh3-64");
  private static final LeaseTerms TERMS = LeaseTerms.of(Duration.ofMillis(300));

  private final VirtualTime time = new VirtualTime();
  private final InMemoryLeases marks = new InMemoryLeases();
  private final InMemoryLeases rows = new InMemoryLeases();
  private final InMemoryRoutes routes = new InMemoryRoutes();
  private final Map<String, Member> members = new HashMap<>();

  /** A node; dead if its loop has been stopped. */
  private final class Member implements LeaseListener, ClusterListener, Loop {
    private final NodeIdentity self;
    private final CutLeases ownRows = new CutLeases(rows);
    private final NodeLease lease =
        new NodeLease(
            TERMS, time, () -> Instant.ofEpochMilli(time.nanoTime() / 1_000_000 + 1_000_000));
    private final LeaseRenewals renewals;
    private final Coordinator coordinator;
    private final List<NodeIdentity> expired = new ArrayList<>();
    private final List<NodeIdentity> fenced = new ArrayList<>();
    private int refused;
    private int cutOffs;
    private boolean dead;

    Member(String id) {
      self = new NodeIdentity(id, RandomId.next(), "h:1");
      renewals = new LeaseRenewals(self, Share.NORMAL, lease, marks, ownRows, this, this);
      coordinator =
          new Coordinator(CLUSTER, self, TERMS, marks, ownRows, routes, time, this, this, () -> 1);
      renewals.start();
      coordinator.start();
      members.put(id, this);
    }

    int sections() {
      return table().sectionsOf(self.incarnation());
    }

    @Override
    public void execute(Runnable task) {
      after(0, task);
    }

    @Override
    public void after(long delayNanos, Runnable task) {
      time.in(
          delayNanos,
          () -> {
            if (!dead) {
              task.run();
            }
          });
    }

    @Override
    public void onRenewed(boolean inRow) {}

    @Override
    public void onEstablished() {}

    @Override
    public void onOver() {}

    @Override
    public void onRoutes(RoutingTable table) {}

    @Override
    public void onExpired(NodeIdentity silent) {
      expired.add(silent);
    }

    @Override
    public void onRefused(Register register, NodeIdentity silent) {
      refused++;
    }

    @Override
    public void onFenced(NodeIdentity silent) {
      fenced.add(silent);
    }

    @Override
    public void onReach(boolean reached) {
      cutOffs += reached ? 0 : 1;
      renewals.cutOff(!reached);
    }

    @Override
    public void onSilent(Register register, Throwable why) {}

    @Override
    public void onMismatch(ClusterMismatchException why) {
      throw why;
    }
  }

  @Test
  void theFirstNodeGetsEverythingAndAnotherOneItsPart() {
    Member a = new Member("a");
    advance(200);
    assertThat(a.sections()).isEqualTo(16);
    assertThat(table().version()).isEqualTo(1);
    Member b = new Member("b");
    advance(6_000);
    assertThat(a.sections()).isEqualTo(8);
    assertThat(b.sections()).isEqualTo(8);
    long version = table().version();
    advance(10_000);
    assertThat(table().version()).as("nothing more to do").isEqualTo(version);
    assertThat(a.fenced).isEmpty();
    assertThat(b.fenced).isEmpty();
  }

  /** What moves is refused until the store has answered its old owner and its new one. */
  @Test
  void whileTheStoreIsSilentNothingMoves() {
    Member a = new Member("a");
    advance(200);
    Member b = new Member("b");
    advance(750); // just before the first sections may move
    rows.setDown(true);
    advance(20_000);
    assertThat(a.sections()).isEqualTo(16);
    rows.setDown(false);
    advance(6_000);
    assertThat(a.sections()).isEqualTo(8);
    assertThat(b.sections()).isEqualTo(8);
  }

  @Test
  void whileTheStoreIsSilentNothingMovesAwayFromOneThatWantsToLeave() {
    Member a = new Member("a");
    Member b = new Member("b");
    advance(5_000);
    rows.setDown(true);
    a.renewals.leave();
    advance(20_000);
    assertThat(a.sections()).isEqualTo(8);
    rows.setDown(false);
    advance(3_000);
    assertThat(b.sections()).isEqualTo(16);
  }

  @Test
  void whomTheStoreDoesNotAnswerKeepsWhatItHasAndGetsNothing() {
    Member a = new Member("a");
    Member b = new Member("b");
    Member c = new Member("c");
    advance(8_000);
    int had = b.sections();
    b.ownRows.setCut(true);
    advance(2_000);
    c.dead = true;
    advance(1_000);
    assertThat(b.sections()).as("of what a dead node had").isEqualTo(had);
    assertThat(a.sections()).isEqualTo(16 - had);
    Member d = new Member("d");
    advance(10_000);
    assertThat(b.sections()).as("when a node has joined").isEqualTo(had);
    assertThat(a.sections() + d.sections()).isEqualTo(16 - had);
    assertThat(d.sections()).isPositive();
    b.renewals.leave();
    advance(5_000);
    assertThat(b.sections()).as("when it wants to leave").isEqualTo(had);
    b.ownRows.setCut(false);
    advance(5_000);
    assertThat(b.sections()).as("when the store answers it again").isZero();
  }

  /** The marks still say that the store is silent when the lease of the dead one is ended. */
  @Test
  void whoDiesWhileTheStoreIsSilentIsTakenOverByAllAsSoonAsItIsBack() {
    Member a = new Member("a");
    Member b = new Member("b");
    Member c = new Member("c");
    advance(8_000);
    rows.setDown(true);
    advance(2_000);
    c.dead = true;
    advance(3_000);
    assertThat(c.sections()).isPositive();
    rows.setDown(false);
    advance(60);
    assertThat(c.sections()).isZero();
    assertThat(a.sections()).isEqualTo(8);
    assertThat(b.sections()).isEqualTo(8);
  }

  /** The later a node's rank, the more rarely it looks; a single silence is not to cost it more. */
  @Test
  void oneReadWithoutAnAnswerCutsNobodyOff() {
    List<Member> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      all.add(new Member("node-" + i));
    }
    advance(15_000);
    for (Member member : all) {
      member.cutOffs = 0;
      member.ownRows.silenceNextReadOfAll();
    }
    advance(10_000);
    assertThat(all).allMatch(member -> member.cutOffs == 0);
  }

  /** Rows are kept for an hour; what neither register has is nobody's memory either. */
  @Test
  void whoIsGoneFromBothRegistersIsForgottenByEveryNode() {
    Member a = new Member("a");
    Member b = new Member("b");
    advance(3_000);
    for (int i = 0; i < 5; i++) {
      Member passing = new Member("passing-" + i);
      advance(2_000);
      passing.dead = true;
      advance(3_000);
      assertThat(rows.remove(passing.self.incarnation()).join()).isTrue();
    }
    advance(1_000);
    assertThat(a.coordinator.watched()).isEqualTo(2);
    assertThat(b.coordinator.watched()).isEqualTo(2);
  }

  /** Three coordinators keep one pace: none of them moves what another has just moved. */
  @Test
  void sectionsMoveAnEighthAtATimeAndNoSoonerThanASecondAfterAnyTable() {
    new Member("a");
    advance(200);
    new Member("b");
    new Member("c");
    RoutingTable before = table();
    long changedMillis = 0;
    for (int millis = 10; before.nodes().size() < 3 || !isEven(before); millis += 10) {
      assertThat(millis).as("milliseconds until all have their part").isLessThan(20_000);
      advance(10);
      RoutingTable present = table();
      if (present.version() > before.version()) {
        assertThat(moves(before, present)).isBetween(1L, 2L);
        assertThat(millis - changedMillis).isGreaterThanOrEqualTo(changedMillis == 0 ? 800 : 990);
        changedMillis = millis;
        before = present;
      }
    }
  }

  @Test
  void whatTheDeadHadDoesNotWaitForThePace() {
    Member a = new Member("a");
    Member b = new Member("b");
    advance(5_000);
    Member c = new Member("c");
    long version = table().version();
    while (table().version() == version) {
      advance(1);
    }
    a.dead = true;
    advance(420);
    assertThat(a.sections()).isZero();
    assertThat(b.sections() + c.sections()).isEqualTo(16);
  }

  /** A node that comes back takes part again, but not at the cost of what was just taken over. */
  @Test
  void whatWasTakenOverStaysWhereItIsForASecond() {
    Member a = new Member("a");
    Member b = new Member("b");
    advance(5_000);
    a.dead = true;
    while (b.sections() < 16) {
      advance(1);
    }
    Member again = new Member("a");
    advance(980);
    assertThat(b.sections()).isEqualTo(16);
    advance(100);
    assertThat(again.sections()).isEqualTo(2);
  }

  @Test
  void aTableThatGetsLostOnItsWayIsWrittenAgain() {
    Member a = new Member("a");
    Member b = new Member("b");
    advance(5_000);
    routes.setMute(true);
    b.dead = true;
    advance(1_000);
    assertThat(a.sections()).isEqualTo(8);
    routes.setMute(false);
    advance(700);
    assertThat(a.sections()).isEqualTo(16);
  }

  private static boolean isEven(RoutingTable table) {
    return table.nodes().stream()
        .allMatch(node -> Math.abs(table.sectionsOf(node.incarnation()) - 5) <= 1);
  }

  private static long moves(RoutingTable before, RoutingTable after) {
    return java.util.stream.IntStream.range(0, 16)
        .filter(section -> !before.owners().get(section).equals(after.owners().get(section)))
        .count();
  }

  /** With a lease of 300 ms: 330 ms after the last look that showed it moving. */
  @Test
  void theSectionsOfADeadNodeMoveWithinALeaseAndABit() {
    Member a = new Member("a");
    Member b = new Member("b");
    Member c = new Member("c");
    advance(5_000);
    for (Member victim : List.of(a, b)) {
      victim.dead = true;
      advance(250);
      assertThat(victim.sections()).as("not before its lease is over").isPositive();
      advance(170);
      assertThat(victim.sections()).as("no later").isZero();
    }
    assertThat(c.sections()).isEqualTo(16);
    assertThat(c.fenced).extracting(NodeIdentity::nodeId).contains("b");
    assertThat(c.expired).containsAll(c.fenced);
    assertThat(c.refused).isZero();
  }

  @Test
  void whoRenewsInTheRowAloneKeepsItsSections() {
    Member a = new Member("a");
    Member b = new Member("b");
    advance(5_000);
    marks.setDown(true);
    advance(60_000);
    assertThat(a.lease.isHeld()).isTrue();
    assertThat(b.lease.isHeld()).isTrue();
    marks.setDown(false);
    advance(2_000);
    assertThat(a.sections()).isEqualTo(8);
    assertThat(a.fenced).isEmpty();
    assertThat(b.fenced).isEmpty();
  }

  @Test
  void whoRenewsInTheMarkAloneKeepsItsSections() {
    Member a = new Member("a");
    new Member("b");
    advance(5_000);
    rows.setDown(true);
    advance(60_000);
    assertThat(a.lease.isHeld()).isTrue();
    assertThat(a.sections()).isEqualTo(8);
  }

  @Test
  void withoutBothRegistersALeaseEnds() {
    Member a = new Member("a");
    advance(1_000);
    marks.setDown(true);
    rows.setDown(true);
    advance(300);
    assertThat(a.lease.isHeld()).isFalse();
    marks.setDown(false);
    rows.setDown(false);
    advance(200);
    assertThat(a.lease.isHeld()).isTrue();
  }

  @Test
  void theLeaseOfAPausedNodeEndsForGood() {
    Member a = new Member("a");
    Member b = new Member("b");
    advance(5_000);
    a.dead = true;
    advance(700);
    assertThat(b.sections()).isEqualTo(16);
    a.dead = false;
    a.renewals.start();
    advance(700);
    assertThat(a.lease.isOver()).isTrue();
    assertThat(b.sections()).isEqualTo(16);
  }

  @Test
  void whoLeavesIsEmptiedAndGoneAtOnce() {
    Member a = new Member("a");
    Member b = new Member("b");
    advance(5_000);
    a.renewals.leave();
    // Two at a time, once in a lease.
    advance(4 * 300 + 400);
    assertThat(b.sections()).isEqualTo(16);
    assertThat(a.lease.isHeld()).as("serves until then").isTrue();
    assertThat(a.renewals.end()).isNotDone();
    a.coordinator.end();
    advance(500);
    assertThat(marks.read(a.self.incarnation()).join()).isEmpty();
    assertThat(rows.read(a.self.incarnation()).join().orElseThrow().lease().state())
        .isEqualTo(LeaseState.FENCED);
    assertThat(b.fenced).as("nothing was waited for").isEmpty();
  }

  @Test
  void theMarksOfTheDeadAreTidiedUp() {
    Member a = new Member("a");
    Member b = new Member("b");
    advance(5_000);
    b.dead = true;
    advance(5_000);
    assertThat(marks.readAll().join())
        .extracting(entry -> entry.lease().incarnation())
        .containsExactly(a.self.incarnation());
  }

  @Test
  void aWipedTreeIsWrittenAgain() {
    Member a = new Member("a");
    Member b = new Member("b");
    advance(5_000);
    long version = table().version();
    routes.wipe();
    assertThat(marks.remove(a.self.incarnation()).join()).isTrue();
    assertThat(marks.remove(b.self.incarnation()).join()).isTrue();
    advance(5_000);
    assertThat(table().version()).isGreaterThan(version);
    assertThat(a.sections()).isEqualTo(8);
    assertThat(b.sections()).isEqualTo(8);
    assertThat(a.lease.isHeld()).isTrue();
    assertThat(a.fenced).isEmpty();
    assertThat(b.fenced).isEmpty();
  }

  private RoutingTable table() {
    return routes.read().join().map(RouteRegister.Entry::table).orElseThrow();
  }

  private void advance(long millis) {
    time.advance(Duration.ofMillis(millis).toNanos());
  }

  @Test
  void anOlderTableIsReplacedByAsNewerOne() {
    Member a = new Member("a");
    advance(500);
    RoutingTable first = table();
    new Member("b");
    advance(5_000);
    long version = table().version();
    RouteRegister.Entry entry = routes.read().join().orElseThrow();
    assertThat(routes.replace(entry.registerVersion(), first).join()).isTrue();
    advance(5_000);
    assertThat(table().version()).isGreaterThan(version);
    assertThat(a.sections()).isEqualTo(8);
    assertThat(table().owners()).doesNotContain(Optional.empty());
  }
}
