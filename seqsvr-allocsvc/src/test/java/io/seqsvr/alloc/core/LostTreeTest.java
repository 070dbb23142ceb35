package io.seqsvr.alloc.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seqsvr.cluster.core.RoutingTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes whose ZooKeeper tree is lost, or is that of an earlier time, while they serve and while
 * nobody runs. A real server; the store is a double with the store's conditions. Hunts numbers that
 * repeat or go back, calls refused without need, sections that wander, and tables that clients
 * would take for old ones.
 */
@Timeout(180)
class LostTreeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** No test may lose one because its machine is busy. */
  private static final Duration LEASE = Duration.ofSeconds(3);

  /** Far above every version that counting has reached in a test. */
  private static final long COUNTED = 1_000_000;

  private final List<AllocNode> serving = new ArrayList<>();
  private NodeFixture fixture;
  private Path early;
  private ZooKeeperData data;
  private Tree tree;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    early = directory.resolve("early");
    fixture = new NodeFixture(4, LEASE);
    data = new ZooKeeperData(fixture.zookeeper, this::awaitALease);
    tree = new Tree(fixture.zookeeper.getConnectString());
  }

  @AfterEach
  void stop() throws Exception {
    tree.close();
    fixture.close();
  }

  /** Something happens to the tree of three nodes that serve. */
  private interface Trouble {
    void happen() throws Exception;
  }

  @Test
  void aTreeThatIsWipedWhileNodesServeIsWrittenAgain() throws Exception {
    requireUnnoticed(startThree(), () -> tree.delete("/seqsvr"));
  }

  /** The new server's transactions begin at 0, and clients that have seen more are sent away. */
  @Test
  void aServerThatComesBackEmptyWhileNodesServeIsFilledAgain() throws Exception {
    requireUnnoticed(startThree(), data::lose);
  }

  @Test
  void anOlderTreeThatComesBackWhileNodesServeIsReplaced() throws Exception {
    AllocNode gone = fixture.servingNode("gone");
    data.saveTo(early);
    NodeGroup group = startThree(gone);
    requireUnnoticed(group, () -> data.restoreFrom(early));
    await("marks of those who are gone are removed")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> !tree.marks().contains(gone.self().incarnation()));
  }

  /** As in a tree of a time when a node was taken for silent. */
  @Test
  void aMarkThatSaysExpiredAgainEndsNothing() throws Exception {
    NodeGroup group = startThree();
    RoutingTable before = group.table();
    try (SteadyCallers callers = new SteadyCallers(group)) {
      for (AllocNode node : group.nodes()) {
        String mark = Tree.mark(node);
        tree.write(mark, tree.read(mark).replace("HELD", "EXPIRED"));
        await().atMost(PATIENCE).until(() -> tree.read(mark).contains("HELD"));
      }
      callers.awaitServed(2_000);
      callers.requireNothingRefused();
    }
    requireNothingMoved(group, before);
  }

  @Test
  void aTreeThatIsLostWhileNobodyRunsCostsNoNumber() throws Exception {
    AllocNode node = fixture.servingNode("a");
    long last = node.allocator().next(1, 1);
    long version = node.routes().orElseThrow().version();
    node.close();
    data.lose();
    AllocNode again = fixture.servingNode("a");
    assertThat(again.allocator().next(1, 1)).isEqualTo(last + 1);
    assertThat(again.routes().orElseThrow().version())
        .isGreaterThan(version)
        .isGreaterThan(COUNTED);
    assertThat(tree.read("/seqsvr/identity")).startsWith(fixture.cluster.id());
  }

  /** Clients have tables of higher versions than the restored one, and keep what they have. */
  @Test
  void anOlderTreeThatIsRestoredWhileNobodyRunsIsFollowedByANewerTableThanAnyBefore()
      throws Exception {
    AllocNode first = fixture.servingNode("a");
    data.saveTo(early);
    NodeGroup group = startThree(first);
    long last = 0;
    for (int i = 0; i < 100; i++) {
      last = group.owner(1).allocator().next(1, 1);
    }
    group.nodes().forEach(AllocNode::close);
    serving.clear();
    long version =
        group.nodes().stream()
            .mapToLong(node -> node.routes().orElseThrow().version())
            .max()
            .orElseThrow();
    data.restoreFrom(early);
    AllocNode again = fixture.servingNode("a");
    assertThat(again.allocator().next(1, 1)).isGreaterThan(last);
    assertThat(again.routes().orElseThrow().version()).isGreaterThan(version);
    await("marks of those who are gone are removed")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> tree.marks().equals(List.of(again.self().incarnation())));
  }

  private void requireUnnoticed(NodeGroup group, Trouble trouble) throws Exception {
    RoutingTable before = group.table();
    try (SteadyCallers callers = new SteadyCallers(group)) {
      trouble.happen();
      group.awaitNewerThan(before);
      await("marks").atMost(PATIENCE).ignoreExceptions().until(() -> hasMarks(group));
      assertThat(tree.read("/seqsvr/identity")).startsWith(fixture.cluster.id());
      callers.awaitServed(2_000);
      callers.requireNothingRefused();
    }
    requireNothingMoved(group, before);
  }

  /** Long enough for every lease to end that is renewed in ZooKeeper only. */
  private void awaitALease() {
    long before = fixture.observer.renewedInRow.sum();
    int aLeaseOfEach = serving.size() * 5;
    await()
        .atMost(PATIENCE)
        .until(() -> fixture.observer.renewedInRow.sum() >= before + aLeaseOfEach);
  }

  private boolean hasMarks(NodeGroup group) throws Exception {
    for (AllocNode node : group.nodes()) {
      if (!tree.read(Tree.mark(node)).contains("HELD")) {
        return false;
      }
    }
    return true;
  }

  private void requireNothingMoved(NodeGroup group, RoutingTable before) {
    assertThat(group.table().owners()).isEqualTo(before.owners());
    assertThat(group.nodes()).allMatch(AllocNode::isServing);
    assertThat(fixture.observer.fenced.sum()).isZero();
    assertThat(fixture.observer.unexpected.sum()).isZero();
  }

  private NodeGroup startThree(AllocNode... leaving) {
    NodeGroup group =
        new NodeGroup(IntStream.range(0, 3).mapToObj(i -> fixture.startNode("node-" + i)).toList());
    for (AllocNode node : leaving) {
      await().atMost(PATIENCE).until(() -> group.nodes().stream().allMatch(AllocNode::isServing));
      node.close();
    }
    group.awaitSpread();
    serving.addAll(group.nodes());
    return group;
  }
}
