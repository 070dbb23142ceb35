package io.seqsvr.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seqsvr.api.alloc.v1.NodeRoute;
import io.seqsvr.api.alloc.v1.RoutingTable;
import io.seqsvr.api.alloc.v1.SectionRange;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.client.FakeNode.Fault;
import java.time.Duration;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a client finds the owner, and what it does with the tables it is told, over real wires. */
class RoutingTest {
  private static final String LOW = FakeCluster.conversationInHalf(0);
  private static final String HIGH = FakeCluster.conversationInHalf(1);

  private final FakeCluster cluster = FakeCluster.ofTwoNodes();
  private final FakeNode first = cluster.node(0);
  private final FakeNode second = cluster.node(1);
  private final SeqClient client = SeqClient.builder(first.address()).build();

  @AfterEach
  void close() {
    client.close();
    cluster.close();
  }

  @Test
  void eachConversationGoesToItsOwner() {
    client.next(LOW);
    client.next(HIGH);
    client.next(HIGH);

    assertThat(first.entryCount()).isEqualTo(1);
    assertThat(second.entryCount()).isEqualTo(2);
    // Once, and once more if an answer takes long; not once for each call.
    assertThat(first.routesCalls.get() + second.routesCalls.get()).isBetween(1L, 2L);
  }

  @Test
  void aNewerTableComesWithAnAnswer() {
    client.next(LOW);
    cluster.assign(first, 0, FakeCluster.SECTIONS - 1);
    client.next(LOW);

    client.next(HIGH);

    assertThat(second.batches).isEmpty();
    assertThat(first.batches).extracting(b -> b.getRouteVersion()).containsExactly(2L, 2L, 3L);
  }

  @Test
  void aRefusedEntryFollowsTheTableOfTheReply() {
    client.next(HIGH);
    cluster.assign(first, 0, FakeCluster.SECTIONS - 1);

    assertThat(client.next(HIGH)).isEqualTo(2);

    assertThat(second.batches).hasSize(2);
    assertThat(first.batches).hasSize(1);
  }

  @Test
  void aRefusedRequestFollowsTheTableOfTheRefusal() {
    client.next(HIGH);
    cluster.assign(first, 0, FakeCluster.SECTIONS - 1);

    assertThat(client.current("", HIGH).seq()).isEqualTo(1);

    assertThat(second.currentCalls).hasValue(1);
    assertThat(first.currentCalls).hasValue(1);
  }

  @Test
  void theTableOfARefusalMayBeLarge() {
    client.next(HIGH);
    NodeRoute.Builder scattered = FakeCluster.route(first, 0, 0).toBuilder().clearSections();
    IntStream.range(0, 8_192)
        .forEach(
            i -> scattered.addSections(SectionRange.newBuilder().setFirst(2 * i).setLast(2 * i)));
    RoutingTable large =
        cluster.table().toBuilder()
            .setVersion(100)
            .clearNodes()
            .addNodes(scattered)
            .setSectionCount(16_384)
            .build();
    second.failNext(
        new Fault.Refuse(
            SeqsvrException.retryable(ErrorReason.NOT_OWNER, "moved", Duration.ofMillis(5)),
            large));

    // That this client can read it shows in its verdict: another number of sections.
    assertThatThrownBy(() -> client.next(HIGH))
        .isInstanceOfSatisfying(
            SeqsvrException.class,
            refusal ->
                assertThat(refusal.metadata())
                    .containsEntry("field", "section_count")
                    .containsEntry("value", "16384"));
  }

  @Test
  void anOwnerThatDiedIsReplacedByWhatAnotherNodeSays() {
    client.next(HIGH);
    second.close();
    cluster.assign(first, 0, FakeCluster.SECTIONS - 1);

    assertThat(client.next(HIGH)).isEqualTo(2);
  }

  @Test
  void anOwnerThatIsSilentIsReplacedToo() {
    try (SeqClient quick =
        SeqClient.builder(first.address()).attemptTimeout(Duration.ofMillis(100)).build()) {
      quick.next(HIGH);
      second.failAll(new Fault.StaySilent());
      cluster.assign(first, 0, FakeCluster.SECTIONS - 1);

      // Not always 2: on a busy machine another answer can be late, and its seq is skipped.
      assertThat(quick.next(HIGH)).isGreaterThan(1);
    }
  }

  @Test
  void aDeadSeedIsSkipped() {
    second.close();
    try (SeqClient seeded = SeqClient.builder(second.address(), first.address()).build()) {
      assertThat(seeded.next(LOW)).isEqualTo(1);
    }
  }

  @Test
  void theTableOfAnotherClusterIsRefusedLoudly() {
    client.next(LOW);
    cluster.setTable(
        cluster.table().toBuilder().setVersion(9).setClusterId("f".repeat(32)).build());

    assertThatThrownBy(() -> client.next(LOW)).satisfies(RoutingTest::assertMismatch);
    assertThatThrownBy(client::routes).satisfies(RoutingTest::assertMismatch);
    assertThatThrownBy(() -> client.current("", LOW)).satisfies(RoutingTest::assertMismatch);
    assertThatThrownBy(() -> client.nextAsync("", LOW, 1).join())
        .satisfies(failure -> assertMismatch(failure.getCause()));
  }

  private static void assertMismatch(@Nullable Throwable failure) {
    assertThat(failure)
        .isInstanceOfSatisfying(
            SeqsvrException.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(ErrorReason.CLUSTER_MISMATCH));
  }

  @Test
  void anUnknownHashIsAMismatchFromTheStart() {
    cluster.setTable(cluster.table().toBuilder().setHash("md5").build());

    assertThatThrownBy(() -> client.next(LOW)).satisfies(RoutingTest::assertMismatch);
    assertThat(first.batches).isEmpty();
  }

  @Test
  void anImpossibleTableIsNotUsed() {
    cluster.setTable(cluster.table().toBuilder().setSectionCount(3).build());
    try (SeqClient hasty =
        SeqClient.builder(first.address()).timeout(Duration.ofSeconds(2)).build()) {
      assertThatThrownBy(() -> hasty.next(LOW))
          .isInstanceOf(SeqsvrException.class)
          .hasMessageContaining("sectionCount");
    }
    assertThat(first.batches).isEmpty();
  }

  @Test
  void aNodeElsewhereIsNotCalledWithoutEncryption() {
    RoutingTable table = cluster.table();
    cluster.setTable(
        table.toBuilder()
            .setNodes(1, table.getNodes(1).toBuilder().setAddress("alloc.example:7000"))
            .build());

    client.next(LOW);

    assertThatThrownBy(() -> client.next(HIGH))
        .isInstanceOf(SeqsvrException.class)
        .hasMessageContaining("plaintext to alloc.example:7000");
  }
}
