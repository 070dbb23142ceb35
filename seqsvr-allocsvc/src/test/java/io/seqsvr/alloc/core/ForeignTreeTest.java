package io.seqsvr.alloc.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.RandomId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Nodes beside a ZooKeeper tree that is another cluster's, or closed to them. A real server. Hunts
 * two clusters in one tree, also after a wipe, nodes that wait in silence for what will never come,
 * and trees that strangers can read or change.
 */
@Timeout(120)
class ForeignTreeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private NodeFixture fixture;
  private Tree tree;

  @BeforeEach
  void start() throws Exception {
    fixture = new NodeFixture();
    tree = new Tree(fixture.zookeeper.getConnectString());
  }

  @AfterEach
  void stop() throws Exception {
    tree.close();
    fixture.close();
  }

  @Test
  void anotherStoreIsRefusedAlsoByATreeThatWasWipedWhileNodesServe() throws Exception {
    AllocNode node = fixture.servingNode("a");
    long version = node.routes().orElseThrow().version();
    tree.delete("/seqsvr");
    await().atMost(PATIENCE).until(() -> node.routes().orElseThrow().version() > version);
    requireMismatch(fixture.startNode("b", blankStore(8)));
    requireWell(node);
  }

  @Test
  void anotherStoreIsRefusedAlsoWhereOnlyTheIdentityWasDeleted() throws Exception {
    AllocNode node = fixture.servingNode("a");
    tree.delete("/seqsvr/identity");
    requireMismatch(fixture.startNode("b", blankStore(8)));
    requireWell(node);
    AllocNode own = fixture.startNode("c");
    await().atMost(PATIENCE).until(own::isReady);
    assertThat(tree.read("/seqsvr/identity")).startsWith(fixture.cluster.id());
  }

  @Test
  void anotherSectionCountIsRefused() {
    AllocNode node = fixture.servingNode("a");
    InMemoryStore other =
        new InMemoryStore(new ClusterIdentity(fixture.cluster.id(), 16, "xxh3-64"));
    assertThatThrownBy(() -> fixture.startNode("b", other).failure().get(20, TimeUnit.SECONDS))
        .cause()
        .hasMessageContaining("(8 sections, xxh3-64)")
        .hasMessageContaining("(16 sections, xxh3-64)");
    requireWell(node);
  }

  /** As if the other cluster's node had come first after a wipe. */
  @Test
  void whoServesSaysSoWhenAnotherClusterHasTakenTheTree() throws Exception {
    AllocNode node = fixture.servingNode("a");
    String other = RandomId.next();
    CuratorFramework curator = tree.curator();
    var unused =
        curator
            .transaction()
            .forOperations(
                curator
                    .transactionOp()
                    .setData()
                    .forPath(
                        "/seqsvr/identity",
                        (other + " 8 xxh3-64").getBytes(StandardCharsets.UTF_8)),
                curator.transactionOp().delete().forPath("/seqsvr/alloc/routes"));
    requireMismatch(node, other);
  }

  @Test
  void whoIsRefusedAsksNoMoreAndLeavesNothingBehind() throws Exception {
    fixture.servingNode("a");
    InMemoryStore blank = blankStore(8);
    AllocNode stranger = fixture.startNode("b", blank);
    requireMismatch(stranger);
    long renewals = fixture.observer.renewals.sum();
    await().atMost(PATIENCE).until(() -> fixture.observer.renewals.sum() > renewals + 10);
    assertThat(blank.clusterCalls()).isEqualTo(1);
    assertThat(tree.marks()).hasSize(1).doesNotContain(stranger.self().incarnation());
  }

  @Test
  void otherCredentialsThanTheTreesAreAClearErrorAtOnce() {
    fixture.setCredentials("seqsvr:right");
    AllocNode node = fixture.servingNode("a");
    for (String wrong : List.of("seqsvr:wrong", "")) {
      fixture.setCredentials(wrong);
      AllocNode stranger = fixture.startNode("b");
      assertThatThrownBy(() -> stranger.failure().get(20, TimeUnit.SECONDS))
          .cause()
          .isInstanceOfSatisfying(
              SeqsvrException.class, e -> assertThat(e.reason()).isEqualTo(ErrorReason.FORBIDDEN))
          .hasMessageContaining("/seqsvr/")
          .hasMessageContaining("zookeeper.credentials")
          .hasMessageNotContaining("wrong");
    }
    assertThat(fixture.observer.coordinationSilent.sum()).isZero();
    requireWell(node);
  }

  @Test
  void everyNodeOfAGuardedTreeIsClosedToStrangers() throws Exception {
    fixture.setCredentials("seqsvr:right");
    fixture.servingNode("a");
    requireClosed();
  }

  @Test
  void aTreeThatWasOpenIsClosedByTheFirstNodeWithCredentials() throws Exception {
    AllocNode open = fixture.servingNode("a");
    long last = open.allocator().next(1, 1);
    open.close();
    fixture.setCredentials("seqsvr:right");
    AllocNode node = fixture.servingNode("a");
    assertThat(node.allocator().next(1, 1)).isEqualTo(last + 1);
    requireClosed();
  }

  private void requireClosed() {
    CuratorFramework curator = tree.curator();
    for (String path :
        List.of(
            "/seqsvr",
            "/seqsvr/identity",
            "/seqsvr/alloc",
            "/seqsvr/alloc/routes",
            "/seqsvr/alloc/leases")) {
      assertThatThrownBy(() -> curator.getData().forPath(path))
          .as(path)
          .isInstanceOf(KeeperException.NoAuthException.class);
      assertThatThrownBy(() -> curator.create().forPath(path + "/intruder"))
          .as(path)
          .isInstanceOf(KeeperException.NoAuthException.class);
      assertThatThrownBy(() -> curator.getChildren().forPath(path))
          .as(path)
          .isInstanceOf(KeeperException.NoAuthException.class);
    }
  }

  private static InMemoryStore blankStore(int sections) {
    return new InMemoryStore(new ClusterIdentity(RandomId.next(), sections, "xxh3-64"));
  }

  private void requireMismatch(AllocNode node) {
    requireMismatch(node, fixture.cluster.id());
  }

  private static void requireMismatch(AllocNode node, String treesId) {
    assertThatThrownBy(() -> node.failure().get(20, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            SeqsvrException.class,
            e -> assertThat(e.reason()).isEqualTo(ErrorReason.CLUSTER_MISMATCH))
        .hasMessageContaining("the coordination tree belongs to cluster " + treesId);
  }

  private static void requireWell(AllocNode node) {
    assertThat(node.failure()).isNotDone();
    assertThat(node.allocator().next(1, 1)).isPositive();
  }
}
