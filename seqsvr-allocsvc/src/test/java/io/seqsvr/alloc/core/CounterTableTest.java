package io.seqsvr.alloc.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/**
 * Hunts numbers handed out twice, above the ceiling, after closing, or lost in growth. The threaded
 * tests are seeded by their repetition; a failing one names it.
 */
class CounterTableTest {
  private static final int THREADS = 4;

  private static final HotCounters NONE = new HotCounters(1);

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  private static CounterTable table(int initialCapacity, int maxCapacity, long base) {
    return new CounterTable(initialCapacity, maxCapacity, base, () -> {});
  }

  @AfterEach
  void stop() throws InterruptedException {
    threads.shutdownNow();
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void startsAboveTheBaseAndCountsUp() {
    CounterTable table = table(16, 16, 0);
    assertThat(table.next(7, 1, 100, NONE)).isEqualTo(1);
    assertThat(table.next(7, 10, 100, NONE)).isEqualTo(2);
    assertThat(table.next(7, 1, 100, NONE)).isEqualTo(12);
    assertThat(table(16, 16, 50).next(8, 1, 100, NONE)).isEqualTo(51);
    assertThat(table.last(7)).isEqualTo(12);
    assertThat(table.last(9)).isZero();
  }

  @Test
  void refusesWhatWouldPassTheCeilingAndConsumesNothing() {
    CounterTable table = table(16, 16, 0);
    assertThat(table.next(7, 99, 100, NONE)).isEqualTo(1);
    assertThat(table.next(7, 2, 100, NONE)).isEqualTo(CounterTable.AT_CEILING);
    assertThat(table.next(7, 1, 100, NONE)).isEqualTo(100);
    assertThat(table.next(7, 1, 100, NONE)).isEqualTo(CounterTable.AT_CEILING);
    assertThat(table.next(7, 1, 200, NONE)).isEqualTo(101);
  }

  @Test
  void reachesTheLastNumberAndNeverWraps() {
    long base = Long.MAX_VALUE - 2;
    CounterTable table = table(16, 16, base);
    assertThat(table.next(7, 3, Long.MAX_VALUE, NONE)).isEqualTo(CounterTable.AT_CEILING);
    assertThat(table.next(7, 2, Long.MAX_VALUE, NONE)).isEqualTo(Long.MAX_VALUE - 1);
    assertThat(table.next(7, 1, Long.MAX_VALUE, NONE)).isEqualTo(CounterTable.AT_CEILING);
    assertThat(table.next(7, 1000, Long.MAX_VALUE, NONE)).isEqualTo(CounterTable.AT_CEILING);
  }

  @Test
  void beginsAnewAboveAHigherBaseAndKeepsWhatIsAboveIt() {
    HotCounters hot = new HotCounters(1);
    hot.add(new HotCounter(7, 0, new SeqBuffer(500, 0, 0, false, 0, 0)));
    CounterTable table = table(16, 16, 0);
    table.next(7, 150, 100, hot);
    table.next(8, 40, 100, hot);
    table.rebase(100);
    assertThat(table.size()).isEqualTo(1);
    assertThat(table.last(8)).isZero();
    assertThat(table.next(7, 1, 200, hot)).isEqualTo(151);
    assertThat(table.next(8, 1, 200, hot)).isEqualTo(101);
    assertThat(table.next(9, 1, 200, hot)).isEqualTo(101);
  }

  @Test
  void raisesAndNeverLowers() {
    CounterTable table = table(16, 16, 10);
    assertThat(table.raise(7, 5)).isEqualTo(10);
    assertThat(table.raise(7, 50)).isEqualTo(50);
    assertThat(table.raise(7, 20)).isEqualTo(50);
    assertThat(table.next(7, 1, 100, NONE)).isEqualTo(51);
    table.close((key, lastSeq) -> {});
    assertThat(table.raise(7, 60)).isEqualTo(CounterTable.CLOSED);
  }

  @Test
  void saysOnceThatItIsCrowdedBeforeItIsFull() {
    int[] said = new int[1];
    CounterTable table = new CounterTable(4, 32, 0, () -> said[0]++);
    int taken = 0;
    while (said[0] == 0) {
      assertThat(table.next(hash(taken++), 1, 100, NONE)).isEqualTo(1);
    }
    assertThat(table.capacity()).isEqualTo(32);
    assertThat(taken).isEqualTo(21);
    assertThat(table.next(hash(taken), 1, 100, NONE)).isEqualTo(1);
  }

  @RepeatedTest(20)
  void newGenerationsUnderLoadRepeatNoNumber(RepetitionInfo repetition) throws Exception {
    int conversations = 12;
    CounterTable table = table(4, 16, 0);
    AtomicLong ceiling = new AtomicLong(50);
    List<List<long[]>> perThread =
        onAllThreads(
            thread -> {
              Random random = new Random(repetition.getCurrentRepetition() * 31L + thread);
              List<long[]> taken = new ArrayList<>();
              for (int i = 0; i < 10_000; i++) {
                if (thread == 0 && i % 20 == 0) {
                  table.rebase(ceiling.getAndAdd(50));
                }
                int conversation = random.nextInt(conversations);
                int count = 1 + random.nextInt(3);
                long first = table.next(hash(conversation), count, ceiling.get(), NONE);
                if (first > 0) {
                  taken.add(new long[] {conversation, first, count});
                }
              }
              return taken;
            });
    long[][] last = new long[THREADS][conversations];
    Map<Long, TreeMap<Long, Long>> blocks = new HashMap<>();
    for (int thread = 0; thread < THREADS; thread++) {
      for (long[] call : perThread.get(thread)) {
        assertThat(call[1]).as("order within a thread").isGreaterThan(last[thread][(int) call[0]]);
        last[thread][(int) call[0]] = call[1];
        Long twice =
            blocks.computeIfAbsent(call[0], key -> new TreeMap<>()).put(call[1], call[1] + call[2]);
        assertThat(twice).isNull();
      }
    }
    for (TreeMap<Long, Long> ofOne : blocks.values()) {
      long free = 0;
      for (Map.Entry<Long, Long> block : ofOne.entrySet()) {
        assertThat(block.getKey()).isGreaterThanOrEqualTo(free);
        free = block.getValue();
      }
    }
  }

  @Test
  void theHashZeroWorksLikeAnyOther() {
    CounterTable table = table(16, 16, 0);
    assertThat(table.next(0, 5, 100, NONE)).isEqualTo(1);
    assertThat(table.next(0, 1, 100, NONE)).isEqualTo(6);
    assertThat(table.last(0)).isEqualTo(6);
  }

  @Test
  void refusesNewConversationsWhenFullAndServesTheOldOnes() {
    CounterTable table = table(4, 16, 0);
    int taken = 0;
    while (table.next(hash(taken), 1, 100, NONE) == 1) {
      taken++;
    }
    assertThat(taken).isEqualTo(12);
    assertThat(table.next(hash(taken), 1, 100, NONE)).isEqualTo(CounterTable.FULL);
    for (int i = 0; i < taken; i++) {
      assertThat(table.next(hash(i), 1, 100, NONE)).isEqualTo(2);
    }
    assertThat(table.size()).isEqualTo(12);
  }

  @Test
  void handsOutNothingOnceClosed() {
    CounterTable table = table(16, 64, 0);
    table.next(7, 3, 100, NONE);
    Map<Long, Long> last = new HashMap<>();
    table.close(last::put);
    assertThat(last).containsExactly(Map.entry(7L, 3L));
    assertThat(table.next(7, 1, 100, NONE)).isEqualTo(CounterTable.CLOSED);
    for (int i = 0; i < 200; i++) {
      assertThat(table.next(hash(i), 1, 100, NONE)).isEqualTo(CounterTable.CLOSED);
    }
  }

  @RepeatedTest(20)
  void growsUnderLoadWithoutLosingOrRepeatingANumber(RepetitionInfo repetition) throws Exception {
    int conversations = 3_000;
    int calls = 20_000;
    CounterTable table = table(4, 1 << 14, 0);
    List<List<long[]>> perThread =
        onAllThreads(
            thread -> {
              Random random = new Random(repetition.getCurrentRepetition() * 31L + thread);
              List<long[]> taken = new ArrayList<>(calls);
              for (int i = 0; i < calls; i++) {
                int conversation = random.nextInt(conversations);
                int count = 1 + random.nextInt(3);
                long first = table.next(hash(conversation), count, Long.MAX_VALUE, NONE);
                taken.add(new long[] {conversation, first, count});
              }
              return taken;
            });
    assertContiguousPerConversation(perThread, conversations, 0);
    for (List<long[]> taken : perThread) {
      Map<Long, Long> last = new HashMap<>();
      for (long[] call : taken) {
        Long before = last.put(call[0], call[1]);
        assertThat(before == null || before < call[1]).as("order within a thread").isTrue();
      }
    }
  }

  @RepeatedTest(20)
  void neverPassesACeilingThatRisesUnderLoad(RepetitionInfo repetition) throws Exception {
    CounterTable table = table(4, 1 << 10, 0);
    long[] ceiling = {50};
    Object monitor = new Object();
    List<List<long[]>> perThread =
        onAllThreads(
            thread -> {
              Random random = new Random(repetition.getCurrentRepetition() * 37L + thread);
              List<long[]> taken = new ArrayList<>();
              while (taken.size() < 2_000) {
                long seen;
                synchronized (monitor) {
                  seen = ceiling[0];
                }
                int count = 1 + random.nextInt(5);
                long first = table.next(hash(random.nextInt(3)), count, seen, NONE);
                if (first == CounterTable.AT_CEILING) {
                  synchronized (monitor) {
                    ceiling[0] += 7;
                  }
                  continue;
                }
                assertThat(first + count - 1).isLessThanOrEqualTo(seen);
                taken.add(new long[] {0, first, count});
              }
              return taken;
            });
    assertThat(perThread).allSatisfy(taken -> assertThat(taken).hasSize(2_000));
  }

  @RepeatedTest(50)
  void nothingIsHandedOutAboveWhatClosingReported(RepetitionInfo repetition) throws Exception {
    int conversations = 500;
    CounterTable table = table(4, 1 << 12, 10);
    Map<Long, Long> reported = new HashMap<>();
    List<List<long[]>> perThread =
        onAllThreads(
            thread -> {
              List<long[]> taken = new ArrayList<>();
              Random random = new Random(repetition.getCurrentRepetition() * 41L + thread);
              int stopAfter = thread == 0 ? 200 + random.nextInt(2_000) : Integer.MAX_VALUE;
              while (true) {
                if (taken.size() >= stopAfter) {
                  table.close(reported::put);
                  return taken;
                }
                int conversation = random.nextInt(conversations);
                long first = table.next(hash(conversation), 1, Long.MAX_VALUE, NONE);
                if (first == CounterTable.CLOSED) {
                  return taken;
                }
                taken.add(new long[] {conversation, first, 1});
              }
            });
    Map<Long, Long> highest = new HashMap<>();
    for (List<long[]> taken : perThread) {
      taken.forEach(call -> highest.merge(hash((int) call[0]), call[1], Math::max));
    }
    assertThat(reported).isEqualTo(highest);
    assertContiguousPerConversation(perThread, conversations, 10);
  }

  private static void assertContiguousPerConversation(
      List<List<long[]>> perThread, int conversations, long base) {
    List<List<long[]>> byConversation = new ArrayList<>();
    for (int i = 0; i < conversations; i++) {
      byConversation.add(new ArrayList<>());
    }
    perThread.forEach(taken -> taken.forEach(call -> byConversation.get((int) call[0]).add(call)));
    for (List<long[]> calls : byConversation) {
      long[][] sorted = calls.toArray(new long[0][]);
      Arrays.sort(sorted, (a, b) -> Long.compare(a[1], b[1]));
      long next = base + 1;
      for (long[] call : sorted) {
        assertThat(call[1]).isEqualTo(next);
        next = call[1] + call[2];
      }
    }
  }

  /** Work of one thread. */
  @FunctionalInterface
  private interface Work {
    List<long[]> run(int thread) throws Exception;
  }

  private List<List<long[]>> onAllThreads(Work work) throws Exception {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    List<Future<List<long[]>>> futures = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      Callable<List<long[]>> task =
          () -> {
            start.await(10, TimeUnit.SECONDS);
            return work.run(thread);
          };
      futures.add(threads.submit(task));
    }
    List<List<long[]>> results = new ArrayList<>();
    for (Future<List<long[]>> future : futures) {
      results.add(future.get(60, TimeUnit.SECONDS));
    }
    return results;
  }

  private static long hash(int conversation) {
    return (conversation + 1) * 0x9E3779B97F4A7C15L;
  }
}
