package io.seqsvr.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.alloc.v1.NextBatchRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many requests go over the wire. */
class CoalescingTest {
  private final FakeCluster cluster = FakeCluster.ofOneNode();
  private final FakeNode node = cluster.node(0);
  private final SeqClient client =
      SeqClient.builder(node.address())
          .maxPending(5_000)
          .timeout(Duration.ofSeconds(20))
          .attemptTimeout(Duration.ofSeconds(20))
          .build();

  @AfterEach
  void close() {
    client.close();
    cluster.close();
  }

  @Test
  void callsOneAfterTheOtherAreOneRequestEach() {
    for (int i = 1; i <= 20; i++) {
      assertThat(client.next("x")).isEqualTo(i);
    }

    assertThat(node.batches).hasSize(20);
    // Once, and once more for each answer that takes long.
    assertThat(node.routesCalls).hasValueLessThan(20);
  }

  @Test
  void concurrentCallsShareRequests() {
    client.next("warm-up");
    List<CompletableFuture<SeqRange>> calls = submitBehindTwoHeldBatches(2_500, "x");

    node.releaseHeld();

    assertThat(calls.stream().map(CompletableFuture::join).map(SeqRange::first))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, 2_500).mapToObj(Long::valueOf).toList());
    // The warm-up, two held ones, and 2500 calls by 1000.
    assertThat(node.batches).hasSize(1 + 2 + 3);
  }

  @Test
  void aRequestStaysBelowTheSizeThatNodesTake() {
    client.next("warm-up");
    String longest = "x".repeat(256);

    List<CompletableFuture<SeqRange>> calls = submitBehindTwoHeldBatches(1_000, longest);
    node.releaseHeld();

    calls.forEach(CompletableFuture::join);
    assertThat(node.batches.stream().mapToInt(NextBatchRequest::getSerializedSize))
        .allMatch(size -> size <= 64 * 1024);
    assertThat(node.batches).hasSizeLessThan(12);
  }

  private List<CompletableFuture<SeqRange>> submitBehindTwoHeldBatches(
      int count, String conversation) {
    node.failNext(new FakeNode.Fault.Hold());
    node.failNext(new FakeNode.Fault.Hold());
    CompletableFuture<SeqRange> first = client.nextAsync("", "held-1", 1);
    CompletableFuture<SeqRange> second = client.nextAsync("", "held-2", 1);
    Await.until("two batches are held", () -> node.heldCount() == 2);
    List<CompletableFuture<SeqRange>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      calls.add(client.nextAsync("", conversation, 1));
    }
    assertThat(node.batches).hasSize(3);
    assertThat(first).isNotDone();
    assertThat(second).isNotDone();
    return calls;
  }
}
