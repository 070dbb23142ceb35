package io.seqsvr.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Hunts answers that reach the wrong caller, are delivered twice, or go backwards in real time:
 * many threads, few conversations, routes that change and answers that get lost meanwhile. Seeded;
 * the seed is in the message of a failure.
 */
class OrderTest {
  private static final int THREADS = 16;
  private static final int CALLS = 300;

  /** Times are ticks of one counter: smaller means before. */
  private record Call(String conversation, long begun, long ended, SeqRange range) {}

  private final AtomicLong ticks = new AtomicLong();

  @Test
  void seqsAreUniqueContiguousAndInOrderOfTime() throws Exception {
    long seed = 20_260_101;
    ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();
    try (FakeCluster cluster = FakeCluster.ofTwoNodes();
        SeqClient client =
            SeqClient.builder(cluster.node(0).address()).maxBatchEntries(20).build()) {
      ExecutorService threads = Executors.newFixedThreadPool(THREADS);
      CountDownLatch start = new CountDownLatch(1);
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        SplittableRandom random = new SplittableRandom(seed + i);
        boolean sync = i % 2 == 0;
        workers.add(
            threads.submit(
                () -> {
                  start.await();
                  for (int call = 0; call < CALLS; call++) {
                    calls.add(call(client, random, sync));
                    disturb(cluster, random);
                  }
                  return null;
                }));
      }
      start.countDown();
      for (Future<?> worker : workers) {
        assertThat(worker.get()).isNull();
      }
      threads.shutdown();
      assertThat(calls).hasSize(THREADS * CALLS);
      assertThat(cluster.node(1).batches).isNotEmpty();
    }
    for (int i = 0; i < 5; i++) {
      assertInOrder("c" + i, calls, seed);
    }
  }

  private Call call(SeqClient client, SplittableRandom random, boolean sync) {
    String conversation = "c" + random.nextInt(5);
    int count = 1 + random.nextInt(4);
    long begun = ticks.incrementAndGet();
    SeqRange range =
        sync
            ? client.next("", conversation, count)
            : client.nextAsync("", conversation, count).join();
    Call call = new Call(conversation, begun, ticks.incrementAndGet(), range);
    assertThat(range.count()).isEqualTo(count);
    return call;
  }

  private static void disturb(FakeCluster cluster, SplittableRandom random) {
    switch (random.nextInt(200)) {
      case 0 -> cluster.splitEvenly();
      case 1 -> cluster.assign(cluster.node(random.nextInt(2)), 0, FakeCluster.SECTIONS - 1);
      case 2 -> cluster.node(random.nextInt(2)).failNext(new FakeNode.Fault.LoseAnswer());
      default -> {}
    }
  }

  private static void assertInOrder(
      String conversation, ConcurrentLinkedQueue<Call> all, long seed) {
    List<Call> byBegin =
        all.stream()
            .filter(call -> call.conversation().equals(conversation))
            .sorted(Comparator.comparingLong(Call::begun))
            .toList();
    List<Call> byEnd = byBegin.stream().sorted(Comparator.comparingLong(Call::ended)).toList();
    List<Call> byFirst =
        byBegin.stream().sorted(Comparator.comparingLong(call -> call.range().first())).toList();
    for (int i = 1; i < byFirst.size(); i++) {
      assertThat(byFirst.get(i).range().first())
          .as("unique in %s, seed %d", conversation, seed)
          .isGreaterThan(byFirst.get(i - 1).range().last());
    }
    long highest = 0;
    int ended = 0;
    for (Call call : byBegin) {
      while (byEnd.get(ended).ended() < call.begun()) {
        highest = Math.max(highest, byEnd.get(ended).range().last());
        ended++;
      }
      assertThat(call.range().first())
          .as("in order in %s, seed %d", conversation, seed)
          .isGreaterThan(highest);
    }
  }
}
