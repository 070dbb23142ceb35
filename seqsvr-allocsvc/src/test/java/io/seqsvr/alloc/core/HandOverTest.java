package io.seqsvr.alloc.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seqsvr.alloc.core.InMemoryStore.Call;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nodes that follow each other, over a real ZooKeeper server and a store with troubles. Hunts seqs
 * that repeat because a snapshot was not what it seemed, and jumps where a hand-over was planned.
 */
class HandOverTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int CONVERSATIONS = 200;
  private static final int SECTIONS = 8;

  /** This and the next one are used a lot. */
  private static final long HOT = 1_001;

  /** The largest that one reservation of a hot counter can be here, and as much in use. */
  private static final long HOT_JUMP = 8 * NodeFixture.STEP;

  /** The last seq handed out, by conversation. */
  private final Map<Long, Long> last = new HashMap<>();

  private NodeFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = new NodeFixture();
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
    assertThat(fixture.observer.unexpected.sum()).isZero();
  }

  @Test
  void everyConversationGoesOnAtLastPlusOne() {
    AllocNode node = fixture.servingNode("a");
    use(node);
    for (int life = 0; life < 3; life++) {
      node.close();
      assertThat(fixture.observer.sectionsReleased.sum()).isEqualTo((life + 1L) * SECTIONS);
      node = fixture.servingNode("a");
      assertThat(node.allocator().current(7))
          .isEqualTo(new CurrentSeq(last.getOrDefault(7L, 0L), true));
      assertGoesOn(node, 0);
      long fresh = 5_000L + life;
      assertThat(take(node, fresh, 1)).as("never used").isEqualTo(1);
    }
    assertThat(fixture.store.maxSeq(1)).as("nothing is used up").isEqualTo(NodeFixture.STEP);
  }

  @Test
  void closesInARowChangeNothing() {
    AllocNode node = fixture.servingNode("a");
    use(node);
    node.close();
    fixture.servingNode("b").close();
    fixture.servingNode("a").close();
    assertGoesOn(fixture.servingNode("b"), 0);
  }

  @Test
  void aCrashAfterACleanStartCostsAStep() {
    AllocNode node = fixture.servingNode("a");
    use(node);
    node.close();
    AllocNode second = fixture.servingNode("a");
    assertGoesOn(second, 0);
    crash(second);
    AllocNode third = fixture.servingNode("a");
    assertGoesOn(third, NodeFixture.STEP);
    assertThat(take(third, 5_000, 1)).as("never used").isEqualTo(NodeFixture.STEP + 1);
    third.close();
    AllocNode fourth = fixture.servingNode("a");
    assertGoesOn(fourth, 0);
    assertThat(take(fourth, 6_000, 1)).as("never used").isEqualTo(NodeFixture.STEP + 1);
  }

  /** A conversation that was not used since a crash is known by a bound only, and stays so. */
  @Test
  void aBoundIsHandedOverAsABound() {
    AllocNode node = fixture.servingNode("a");
    use(node);
    crash(node);
    AllocNode second = fixture.servingNode("a");
    CurrentSeq bound = second.allocator().current(HOT);
    assertThat(bound.exact()).isFalse();
    assertThat(bound.seq()).isGreaterThanOrEqualTo(last.getOrDefault(HOT, 0L));
    second.close();
    AllocNode third = fixture.servingNode("a");
    assertThat(third.allocator().current(HOT)).isEqualTo(bound);
    assertThat(take(third, HOT, 1)).isEqualTo(bound.seq() + 1);
  }

  static Stream<Arguments> silences() {
    List<Arguments> all = new ArrayList<>();
    for (boolean afterwards : new boolean[] {false, true}) {
      for (int times : new int[] {1, 2, 3}) {
        for (Call call :
            List.of(Call.INSPECT, Call.READ_SNAPSHOTS, Call.ACQUIRE, Call.READ_COUNTERS)) {
          boolean clean = call != Call.READ_SNAPSHOTS || times < 3;
          all.add(Arguments.of(call, afterwards, times, clean));
        }
        if (times < 3) {
          all.add(Arguments.of(Call.WRITE_SNAPSHOTS, afterwards, times, times == 1));
          all.add(Arguments.of(Call.RELEASE, afterwards, times, times == 1 || afterwards));
        }
      }
    }
    return all.stream();
  }

  /** The hand-over meets a store that does not answer one of its calls, some times in a row. */
  @ParameterizedTest(name = "{0} afterwards={1} times={2} clean={3}")
  @MethodSource("silences")
  void aSilentStoreCostsAtMostAStep(Call call, boolean afterwards, int times, boolean clean) {
    AllocNode node = fixture.servingNode("a");
    use(node);
    boolean leaving = call == Call.WRITE_SNAPSHOTS || call == Call.RELEASE;
    if (leaving) {
      fixture.store.setSilent(call, afterwards, times);
    }
    node.close();
    if (!leaving) {
      fixture.store.setSilent(call, afterwards, times);
    }
    AllocNode second = fixture.servingNode("a");
    assertThat(fixture.store.silencesLeft()).isZero();
    assertGoesOn(second, clean ? 0 : NodeFixture.STEP);
    second.close();
    assertGoesOn(fixture.servingNode("a"), 0);
  }

  static Stream<UnaryOperator<byte @Nullable []>> damages() {
    return Stream.of(
        content -> null,
        content -> Arrays.copyOf(content, content.length - 16),
        content -> Arrays.copyOf(content, content.length + 16),
        content -> {
          content[content.length - 1] ^= 1;
          return content;
        });
  }

  @ParameterizedTest
  @MethodSource("damages")
  void aDamagedSnapshotIsNotUsed(UnaryOperator<byte @Nullable []> damage) {
    AllocNode node = fixture.servingNode("a");
    use(node);
    node.close();
    assertThat(fixture.store.damageSnapshots(damage)).isEqualTo(SECTIONS);
    AllocNode second = fixture.servingNode("a");
    assertThat(fixture.observer.snapshotsUnusable.sum()).isEqualTo(SECTIONS);
    assertGoesOn(second, NodeFixture.STEP);
  }

  /** The store shows a snapshot, refuses to go on from it, and shows it again. */
  @Test
  void aSnapshotThatTheStoreDoesNotStandByIsNotUsed() {
    AllocNode node = fixture.servingNode("a");
    use(node);
    node.close();
    Runnable restore = fixture.store.rememberSnapshots();
    fixture.store.setAfterwards(Call.READ_SNAPSHOTS, fixture.store::forgetSeals);
    fixture.store.setAfterwards(Call.ACQUIRE, restore);
    AllocNode second = fixture.servingNode("a");
    assertThat(fixture.observer.snapshotsUnusable.sum()).isEqualTo(SECTIONS);
    assertThat(take(second, 1, 1)).isEqualTo(NodeFixture.STEP + 1);
    assertGoesOn(second, NodeFixture.STEP);
  }

  /** Whole and well named, but what has been handed out since then is not in it. */
  @Test
  void anOlderSnapshotIsNotUsed() {
    AllocNode node = fixture.servingNode("a");
    use(node);
    node.close();
    Runnable restore = fixture.store.rememberSnapshots();
    AllocNode second = fixture.servingNode("a");
    assertGoesOn(second, 0);
    second.close();
    restore.run();
    AllocNode third = fixture.servingNode("a");
    assertThat(fixture.observer.snapshotsUnusable.sum()).isEqualTo(SECTIONS);
    assertGoesOn(third, NodeFixture.STEP);
  }

  /** Otherwise sections that still serve would stop, and another node would take over uncleanly. */
  @Test
  void theLeaseIsHeldUntilEverythingIsGivenBack() {
    AllocNode node = fixture.servingNode("a");
    use(node);
    AllocNode heir = fixture.startNode("b");
    await().atMost(PATIENCE).until(() -> heir.routes().isPresent());
    fixture.store.setAfterwards(
        Call.WRITE_SNAPSHOTS,
        () ->
            await()
                .during(Duration.ofSeconds(2)) // longer than the lease
                .atMost(PATIENCE)
                .failFast(() -> node.leaseRemainingNanos() <= 0)
                .until(() -> true));
    node.close();
    fixture.awaitServing(heir);
    assertGoesOn(heir, 0);
  }

  @Test
  void anotherOwnerBetweenAcquisitionAndCountersIsNoticed() {
    AllocNode node = fixture.servingNode("a");
    use(node);
    node.close();
    int section = 1;
    fixture.store.setAfterwards(
        Call.ACQUIRE,
        () -> {
          fixture.store.raise(section, 2 * NodeFixture.STEP);
        });
    AllocNode second = fixture.servingNode("a");
    await().atMost(PATIENCE).until(second::isServing);
    long ofAnotherSection = last.getOrDefault(2L, 0L);
    assertThat(take(second, 1, 1)).isGreaterThan(2 * NodeFixture.STEP);
    assertThat(take(second, 2, 1)).isEqualTo(ofAnotherSection + 1);
  }

  @Test
  void aRefusedPartCostsItsSectionAStep() {
    AllocNode node = fixture.servingNode("a");
    use(node);
    int section = 1;
    long epoch = fixture.store.inspect(fixture.cluster, section, section).get(0).epoch();
    fixture.store.writeSnapshots(
        fixture.cluster, List.of(new SectionStore.Chunk(section, epoch, 0, new byte[16])));
    node.close();
    assertThat(fixture.observer.snapshotsUnwritten.sum()).isEqualTo(1);
    assertThat(fixture.observer.sectionsReleased.sum()).isEqualTo(SECTIONS);
    AllocNode second = fixture.servingNode("a");
    long ofAnotherSection = last.getOrDefault(2L, 0L);
    assertThat(take(second, 1, 1)).isEqualTo(NodeFixture.STEP + 1);
    assertThat(take(second, 2, 1)).isEqualTo(ofAnotherSection + 1);
  }

  /** What is handed out while the counters are being closed is in the snapshot, or was refused. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void callersDuringTheCloseTakeNothingTwice(long seed) throws Exception {
    AllocNode node = fixture.servingNode("a");
    ExecutorService callers = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<long[]>>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        long callerSeed = seed * 100 + i;
        all.add(callers.submit(() -> callUntilClosed(node, callerSeed)));
      }
      await().atMost(PATIENCE).until(() -> fixture.observer.issued.sum() > 2_000);
      node.close();
      Map<Long, List<long[]>> blocks = new HashMap<>();
      for (Future<List<long[]>> caller : all) {
        for (long[] block : caller.get(20, TimeUnit.SECONDS)) {
          blocks.computeIfAbsent(block[0], unused -> new ArrayList<>()).add(block);
        }
      }
      blocks.forEach(
          (conversation, taken) -> {
            taken.sort((a, b) -> Long.compare(a[1], b[1]));
            long end = 0;
            for (long[] block : taken) {
              assertThat(block[1]).isEqualTo(end + 1);
              end = block[1] + block[2] - 1;
            }
            last.put(conversation, end);
          });
    } finally {
      callers.shutdownNow();
    }
    assertThat(last).isNotEmpty();
    assertGoesOn(fixture.servingNode("a"), 0);
  }

  /** Blocks as (conversation, first, count). */
  private static List<long[]> callUntilClosed(AllocNode node, long seed) {
    Random random = new Random(seed);
    List<long[]> blocks = new ArrayList<>();
    while (true) {
      long conversation = 1L + random.nextInt(64);
      int count = 1 + random.nextInt(3);
      try {
        blocks.add(new long[] {conversation, node.allocator().next(conversation, count), count});
      } catch (SeqsvrException e) {
        if (e.reason() == ErrorReason.NOT_OWNER) {
          return blocks;
        }
        assertThat(e.reason().isRetryable()).isTrue();
      }
    }
  }

  /** Uses many conversations a bit, in every section, and two a lot. */
  private void use(AllocNode node) {
    Random random = new Random(1);
    for (long conversation = 1; conversation <= CONVERSATIONS; conversation++) {
      take(node, conversation, 1 + random.nextInt(400));
    }
    for (long hot : new long[] {HOT, HOT + 1}) {
      while (last.getOrDefault(hot, 0L) < 3 * NodeFixture.STEP) {
        take(node, hot, 1 + random.nextInt(400));
      }
    }
  }

  /** Every conversation goes on, skipping no more than so many seqs. */
  private void assertGoesOn(AllocNode node, long jump) {
    new HashMap<>(last)
        .forEach(
            (conversation, before) -> {
              long most = before > NodeFixture.STEP ? Math.min(jump, 1) * HOT_JUMP : jump;
              assertThat(take(node, conversation, 1))
                  .as("conversation %d", conversation)
                  .isBetween(before + 1, before + 1 + most);
            });
  }

  private long take(AllocNode node, long conversation, int count) {
    long[] first = {0};
    await()
        .pollInterval(Duration.ofMillis(2))
        .pollDelay(Duration.ZERO)
        .atMost(PATIENCE)
        .until(
            () -> {
              try {
                first[0] = node.allocator().next(conversation, count);
                return true;
              } catch (SeqsvrException e) {
                assertThat(e.reason().isRetryable()).isTrue();
                return false;
              }
            });
    long before = last.getOrDefault(conversation, 0L);
    assertThat(first[0]).isGreaterThan(before);
    last.put(conversation, first[0] + count - 1L);
    return first[0];
  }

  /** The node ends, and the store hears nothing of it. */
  private void crash(AllocNode node) {
    fixture.store.setDown(true);
    node.close();
    fixture.store.setDown(false);
  }
}
