package io.seqsvr.alloc.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.key.ConversationKey;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.LeaseRegister;
import io.seqsvr.cluster.core.RandomId;
import io.seqsvr.cluster.zookeeper.ZooKeeperIdentityRegister;
import io.seqsvr.cluster.zookeeper.ZooKeeperLeaseRegister;
import io.seqsvr.cluster.zookeeper.ZooKeeperSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One node through the troubles of its store and of ZooKeeper (a real server; the store is a double
 * with the store's conditions). Hunts numbers that repeat or go back, and nodes that do not
 * recover.
 */
class AllocNodeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private NodeFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = new NodeFixture();
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  @Test
  void theFirstSeqOfANewConversationIsOne() {
    AllocNode node = fixture.servingNode("a");
    assertThat(node.allocator().next(1, 1)).isEqualTo(1);
    assertThat(node.allocator().next(1, 500)).isEqualTo(2);
    assertThat(node.allocator().next(2, 1)).isEqualTo(1);
    assertThat(node.routes().orElseThrow().version()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 501, 1L << 31, Long.MAX_VALUE, Long.MIN_VALUE})
  void refusesCountsOutOfRangeAndConsumesNothing(long count) {
    AllocNode node = fixture.servingNode("a");
    assertRefused(node, count, ErrorReason.INVALID_ARGUMENT);
    assertThat(node.allocator().next(1, 1)).isEqualTo(1);
  }

  @Test
  void usesUpWhatIsReservedWhenTheStoreIsDownAndGoesOnWhenItIsBack() {
    AllocNode node = fixture.servingNode("a");
    fixture.store.setDown(true);
    long last = 0;
    while (last < NodeFixture.STEP) {
      last = node.allocator().next(1, 1);
    }
    assertThat(last).isEqualTo(NodeFixture.STEP);
    assertRefused(node, 1, ErrorReason.STORE_UNAVAILABLE);
    fixture.store.setDown(false);
    long next = awaitNext(node);
    assertThat(next).isEqualTo(NodeFixture.STEP + 1);
  }

  @Test
  void waitsForAStoreThatIsNotThereYet() {
    fixture.store.setDown(true);
    AllocNode node = fixture.startNode("a");
    await().atMost(PATIENCE).until(() -> fixture.observer.storeSilent.sum() > 2);
    assertThatThrownBy(node::allocator)
        .isInstanceOfSatisfying(
            SeqsvrException.class, e -> assertThat(e.reason().isRetryable()).isTrue());
    fixture.store.setDown(false);
    fixture.awaitServing(node);
    assertThat(node.allocator().next(1, 1)).isEqualTo(1);
  }

  /** So that nothing is assigned to it that it could not load. */
  @Test
  void tellsTheOthersWhileTheStoreDoesNotAnswer() {
    fixture.servingNode("a");
    try (ZooKeeperSession session = fixture.session()) {
      ZooKeeperLeaseRegister marks = new ZooKeeperLeaseRegister(session, "alloc");
      fixture.store.setDown(true);
      await().atMost(PATIENCE).until(() -> isCutOff(marks));
      fixture.store.setDown(false);
      await().atMost(PATIENCE).until(() -> !isCutOff(marks));
    }
  }

  private static boolean isCutOff(LeaseRegister marks) {
    List<LeaseRegister.Entry> found = marks.readAll().join();
    assertThat(found).hasSize(1);
    return found.get(0).lease().share().cutOff();
  }

  /** As long as one of the two registers answers, nothing is refused; for more than two leases. */
  @Test
  void servesWithoutZooKeeperAsLongAsTheStoreAnswers() throws Exception {
    AllocNode node = fixture.servingNode("a");
    fixture.zookeeper.stop();
    long before = fixture.observer.renewedInRow.sum();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              node.allocator().next(1, 1);
              return fixture.observer.renewedInRow.sum() >= before + 10;
            });
    fixture.zookeeper.restart();
    long again = fixture.observer.renewedInRow.sum();
    node.allocator().next(1, 1);
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              node.allocator().next(1, 1);
              long now = fixture.observer.renewedInRow.sum();
              return now == again || now < again + 100;
            });
    assertThat(fixture.observer.sectionsLost.sum()).isZero();
  }

  @Test
  void stopsWithinItsLeaseWhenBothRegistersAreGoneAndComesBackByItself() throws Exception {
    AllocNode node = fixture.servingNode("a");
    long before = node.allocator().next(1, 1);
    fixture.store.setDown(true);
    fixture.zookeeper.stop();
    await().atMost(PATIENCE).until(() -> refusal(node) == ErrorReason.LEASE_LOST);
    fixture.zookeeper.restart();
    fixture.store.setDown(false);
    assertThat(awaitNext(node)).isEqualTo(before + 1);
  }

  @Test
  void aRestartedNodeGoesOnWhereItWas() {
    AllocNode node = fixture.servingNode("a");
    long last = node.allocator().next(1, 500);
    node.close();
    assertRefused(node, 1, ErrorReason.NOT_OWNER);
    AllocNode again = fixture.servingNode("a");
    assertThat(again.allocator().next(1, 1)).isEqualTo(last + 500);
    assertThat(again.allocator().current(2)).isEqualTo(new CurrentSeq(0, true));
  }

  @Test
  void aSecondNodeGetsItsPartWithoutAJumpAndEverythingInTheEnd() {
    AllocNode first = fixture.servingNode("a");
    for (long conversation = 1; conversation <= 8; conversation++) {
      first.allocator().next(conversation, 5);
    }
    AllocNode second = fixture.startNode("b");
    await().atMost(PATIENCE).until(() -> sections(second) == 4 && second.isServing());
    int served = 0;
    for (long conversation = 1; conversation <= 8; conversation++) {
      AllocNode owner = owns(second, conversation) ? second : first;
      assertRefused(owner.equals(first) ? second : first, conversation, 1, ErrorReason.NOT_OWNER);
      assertThat(awaitNext(owner, conversation)).isEqualTo(6);
      served += owner.equals(second) ? 1 : 0;
    }
    assertThat(served).isEqualTo(4);
    first.close();
    await().atMost(PATIENCE).until(() -> sections(second) == 8 && second.isServing());
    for (long conversation = 1; conversation <= 8; conversation++) {
      assertThat(awaitNext(second, conversation)).isEqualTo(7);
    }
    assertRefused(first, 1, ErrorReason.NOT_OWNER);
    assertThat(fixture.observer.fenced.sum()).as("nothing was waited for").isZero();
  }

  private static int sections(AllocNode node) {
    return node.routes().map(table -> table.sectionsOf(node.self().incarnation())).orElse(0);
  }

  private static boolean owns(AllocNode node, long hash) {
    return node.routes()
        .orElseThrow()
        .isOwner(node.self().incarnation(), ConversationKey.section(hash, 8));
  }

  @Test
  void anotherNodesWriteStopsTheSection() {
    AllocNode node = fixture.servingNode("a");
    node.allocator().next(1, 1);
    int section = 1;
    fixture.store.raise(section, 2 * NodeFixture.STEP);
    long last = 0;
    try {
      while (true) {
        last = node.allocator().next(1, 500);
      }
    } catch (SeqsvrException e) {
      assertThat(e.reason().isRetryable()).isTrue();
    }
    assertThat(last + 499).isLessThanOrEqualTo(NodeFixture.STEP);
    // What is left below the ceiling is the section's until the refused reservation is heard of.
    await().atMost(PATIENCE).until(() -> fixture.observer.sectionsLost.sum() == 1);
    assertThat(awaitNext(node)).isGreaterThan(2 * NodeFixture.STEP);
    assertThat(fixture.observer.sectionsLost.sum()).isEqualTo(1);
  }

  @Test
  void aStoreThatWentBackStopsTheSectionForGood() {
    AllocNode node = fixture.servingNode("a");
    while (fixture.store.ceiling(1, 1) == NodeFixture.STEP) {
      awaitNext(node);
    }
    fixture.store.loseCounters();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              try {
                node.allocator().next(1, 100);
                return false;
              } catch (SeqsvrException e) {
                return e.reason() == ErrorReason.STORE_WENT_BACK;
              }
            });
    assertThat(fixture.observer.halted.sum()).isEqualTo(1);
  }

  @Test
  void comesBackWithANewerTableWhenCoordinationHasLostEverything() throws Exception {
    AllocNode node = fixture.servingNode("a");
    long before = node.allocator().next(1, 1);
    long version = node.routes().orElseThrow().version();
    try (CuratorFramework curator =
        CuratorFrameworkFactory.newClient(
            fixture.zookeeper.getConnectString(), new RetryOneTime(100))) {
      curator.start();
      curator.delete().deletingChildrenIfNeeded().forPath("/seqsvr");
    }
    await().atMost(PATIENCE).until(() -> node.routes().orElseThrow().version() > version);
    fixture.awaitServing(node);
    assertThat(awaitNext(node)).isGreaterThan(before);
  }

  @Test
  void anOlderTableThanTheOneItKnowsChangesNothing() throws Exception {
    LaggingCoordination[] lagging = new LaggingCoordination[1];
    AllocNode gone = fixture.servingNode("a");
    AllocNode node =
        fixture.startNode(
            "b",
            fixture.store,
            coordination -> {
              lagging[0] = new LaggingCoordination(coordination);
              return lagging[0].coordination();
            });
    await().atMost(PATIENCE).until(() -> node.routes().isPresent());
    gone.close();
    fixture.awaitServing(node);
    long last = node.allocator().next(1, 1);
    int reads = lagging[0].lagNow();
    await().atMost(PATIENCE).until(() -> lagging[0].reads() > reads + 3);
    assertThat(node.allocator().next(1, 1)).isEqualTo(last + 1);
  }

  @Test
  void refusesABlankStoreBesideAKnownCluster() {
    fixture.servingNode("a").close();
    InMemoryStore blank = new InMemoryStore(new ClusterIdentity(RandomId.next(), 8, "xxh3-64"));
    AllocNode node = fixture.startNode("a", blank);
    assertThatThrownBy(() -> node.failure().get(20, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            SeqsvrException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(ErrorReason.CLUSTER_MISMATCH);
              assertThat(e).hasMessageContaining(fixture.cluster.id());
            });
    assertThat(node.isServing()).isFalse();
  }

  @Test
  void refusesAForeignStoreEvenBeforeATableWasWritten() throws Exception {
    ClusterIdentity known = new ClusterIdentity(RandomId.next(), 8, "xxh3-64");
    try (ZooKeeperSession session =
        ZooKeeperSession.open(
            fixture.zookeeper.getConnectString(), "/seqsvr", Duration.ofSeconds(2))) {
      new ZooKeeperIdentityRegister(session).readOrCreate(known);
    }
    AllocNode node = fixture.startNode("a");
    assertThatThrownBy(() -> node.failure().get(20, TimeUnit.SECONDS))
        .cause()
        .hasMessageContaining(known.id());
    assertThat(node.routes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void lostRequestsAndLostAnswersCostNumbersButNoPromise(long seed) throws Exception {
    List<Long> taken = new ArrayList<>();
    // Some leases get lost as well: short ones, so that this takes no time.
    try (NodeFixture lossy = new NodeFixture(8, Duration.ofMillis(300))) {
      for (int life = 0; life < 3; life++) {
        lossy.store.setLoss(seed * 100 + life, 0.3);
        AllocNode node = lossy.startNode("a");
        lossy.awaitServing(node);
        for (int issued = 0; issued < 5 * NodeFixture.STEP; issued++) {
          taken.add(awaitNext(node));
        }
        assertThat(taken.get(taken.size() - 1)).isLessThanOrEqualTo(lossy.store.ceiling(1, 1));
        node.close();
      }
    }
    for (int i = 1; i < taken.size(); i++) {
      assertThat(taken.get(i)).isGreaterThan(taken.get(i - 1));
    }
  }

  private static long awaitNext(AllocNode node) {
    return awaitNext(node, 1);
  }

  private static long awaitNext(AllocNode node, long hash) {
    long[] first = {tryNext(node, hash)};
    if (first[0] == 0) {
      await()
          .pollInterval(Duration.ofMillis(2))
          .atMost(PATIENCE)
          .until(() -> (first[0] = tryNext(node, hash)) > 0);
    }
    return first[0];
  }

  /** The next seq; 0 if it is refused for now. */
  private static long tryNext(AllocNode node, long hash) {
    try {
      return node.allocator().next(hash, 1);
    } catch (SeqsvrException e) {
      assertThat(e.reason().isRetryable()).isTrue();
      return 0;
    }
  }

  private static ErrorReason refusal(AllocNode node) {
    try {
      node.allocator().current(1);
      return ErrorReason.INVALID_ARGUMENT;
    } catch (SeqsvrException e) {
      return e.reason();
    }
  }

  private static void assertRefused(AllocNode node, long count, ErrorReason reason) {
    assertRefused(node, 1, count, reason);
  }

  private static void assertRefused(AllocNode node, long hash, long count, ErrorReason reason) {
    assertThatThrownBy(() -> node.allocator().next(hash, count))
        .isInstanceOfSatisfying(
            SeqsvrException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
