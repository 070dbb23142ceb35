package io.seqsvr.store.core;

import static io.seqsvr.api.error.ErrorReason.NOT_OWNER;
import static io.seqsvr.api.error.ErrorReason.STORE_WENT_BACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.cluster.core.RandomId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What every storage must do with hot counters: hunts a ceiling granted twice, one that outlives
 * its base, and one that a new base takes along.
 */
public abstract class CounterStorageContract extends SectionStorageContract {
  /** Sets a counter without asking. */
  protected abstract void put(HotCounter counter) throws Exception;

  /** The ceilings of all counters of a section that are stored, told to its owner or not. */
  protected abstract List<Long> stored(int sectionId) throws Exception;

  @Test
  void countersAreMadeAndRaised() throws Exception {
    own(64, 100, 200);
    assertThat(reserve(counter(64, -5, 0, 300)).refusal()).isEmpty();
    assertThat(reserve(counter(64, 9, 0, 250)).refusal()).isEmpty();
    assertThat(reserve(counter(64, -5, 300, 700)).refusal()).isEmpty();
    assertThat(reserve(counter(64, -5, 300, 700)).isWrite()).as("a repeat").isFalse();

    assertThat(counters(64, 1))
        .containsExactly(new HotCounter(64, -5, 700), new HotCounter(64, 9, 250));
  }

  @Test
  void mixedBatchOfCountersHasAResultForEveryEntryInOrder() throws Exception {
    own(65, 100, 200);
    own(66, 100, 200);
    reserve(counter(65, 1, 0, 300));
    List<CounterReserve.Result> results =
        storage()
            .reserveCounters(
                List.of(
                    counter(66, 7, 0, 400),
                    counter(65, 1, 250, 400),
                    counter(65, 2, 0, 201 + SectionChange.MAX_STEP),
                    counter(65, 1_000, 500, 600),
                    new CounterReserve(65, 2, 3, 0, 400, false),
                    counter(65, 4, 50, 450)));

    assertThat(results)
        .extracting(r -> r.refusal().map(x -> x.reason()).orElse(null))
        .containsExactly(
            null, NOT_OWNER, ErrorReason.INVALID_ARGUMENT, STORE_WENT_BACK, STORE_WENT_BACK, null);
    assertThat(results)
        .extracting(r -> r.asked().hash())
        .containsExactly(7L, 1L, 2L, 1_000L, 3L, 4L);
    assertThat(counters(65, 1))
        .containsExactly(new HotCounter(65, 1, 300), new HotCounter(65, 4, 450));
    assertThat(counters(66, 1)).containsExactly(new HotCounter(66, 7, 400));
  }

  /** What lies above the new base is another conversation's promise, and stays. */
  @Test
  void aRaisedBaseDeletesTheCountersAtOrBelowItAndNoOthers() throws Exception {
    own(67, 100, 200);
    own(68, 100, 200);
    for (int section : new int[] {67, 68}) {
      for (long maxSeq : new long[] {150, 200, 201, 500}) {
        reserve(counter(section, maxSeq, 0, maxSeq));
      }
    }
    done(new Reserve(67, 1, 200, 300));
    assertThat(counters(67, 1)).extracting(HotCounter::maxSeq).containsExactly(201L, 500L);
    assertThat(counters(68, 1)).as("another section").hasSize(4);

    done(new Acquire(67, 1, OWNER, RandomId.next(), STEP));
    assertThat(counters(67, 2)).extracting(HotCounter::maxSeq).containsExactly(500L);
    assertThat(stored(67)).as("gone, and not only left out").containsExactly(500L);
    assertThat(reserve(new CounterReserve(67, 2, 201, 0, 600, false)).isWrite()).isTrue();
  }

  /** Left over or deleted: nobody can tell. */
  @Test
  void counterAtOrBelowTheBaseCountsAsNone() throws Exception {
    own(69, 100, 200);
    put(new HotCounter(69, 1, 100));
    put(new HotCounter(69, 2, 50));
    put(new HotCounter(69, 3, 101));
    assertThat(counters(69, 1)).containsExactly(new HotCounter(69, 3, 101));

    assertThat(reserve(counter(69, 1, 0, 300)).isWrite()).isTrue();
    assertThat(reserve(counter(69, 2, 90, 300)).isWrite()).isTrue();
    assertThat(counters(69, 1)).extracting(HotCounter::maxSeq).containsExactly(300L, 300L, 101L);
  }

  @Test
  void formerOwnerRaisesNoCounter() throws Exception {
    own(70, 100, 200);
    reserve(counter(70, 1, 0, 900));
    fence(OWNER);
    done(new Acquire(70, 1, newOwner(), RandomId.next(), STEP));
    assertThat(reserve(counter(70, 1, 900, 999)).refusal())
        .hasValueSatisfying(r -> assertThat(r.reason()).isEqualTo(NOT_OWNER));
    assertThat(reserve(counter(70, 2, 0, 999)).refusal()).isPresent();
    assertThat(counters(70, 2)).containsExactly(new HotCounter(70, 1, 900));
  }

  @Test
  void countersOfOthersSectionsAreNotTold() throws Exception {
    own(71, 100, 200);
    own(72, 100, 200);
    put(new SectionRow(73, 1, "", 0, 0, ""));
    reserve(counter(71, 1, 0, 900));
    reserve(counter(72, 1, 0, 900));
    CounterPage page =
        storage()
            .readCounters(
                new CounterQuery(
                    List.of(
                        new OwnedSection(71, 2), new OwnedSection(72, 1), new OwnedSection(73, 1)),
                    0,
                    0,
                    10));
    assertThat(page.counters()).containsExactly(new HotCounter(72, 1, 900));
    assertThat(page.more()).isFalse();
    assertThat(page.refused())
        .extracting(r -> r.sectionId() + " " + r.refusal().reason())
        .containsExactly("71 STORE_WENT_BACK", "73 NOT_OWNER");
  }

  @Test
  void pagesShowEveryCounterOnce() throws Exception {
    List<OwnedSection> sections = new ArrayList<>();
    List<HotCounter> all = new ArrayList<>();
    for (int section : new int[] {74, 76, 77}) {
      own(section, 100, 200);
      sections.add(new OwnedSection(section, 1));
      for (long hash : new long[] {Long.MIN_VALUE, -3, 5, Long.MAX_VALUE}) {
        all.add(new HotCounter(section, hash, 300));
        reserve(counter(section, hash, 0, 300));
      }
    }
    for (int limit : new int[] {1, 2, 3, 4, 5, 11, 12, 13}) {
      List<HotCounter> read = new ArrayList<>();
      HotCounter last = new HotCounter(0, 0, 0);
      CounterPage page;
      do {
        page =
            storage()
                .readCounters(new CounterQuery(sections, last.sectionId(), last.hash(), limit));
        assertThat(page.counters()).hasSizeBetween(1, limit);
        read.addAll(page.counters());
        last = page.counters().get(page.counters().size() - 1);
      } while (page.more());
      assertThat(read).as("pages of %d", limit).isEqualTo(all);
    }
  }

  /**
   * The section 0 and its negative hashes, which come before the place where a first page begins.
   */
  @Test
  void firstPageBeginsBeforeEverything() throws Exception {
    own(0, 100, 200);
    reserve(counter(0, -1, 0, 300));
    assertThat(counters(0, 1)).contains(new HotCounter(0, -1, 300));
    put(SectionRow.unused(0));
  }

  @Test
  void largestBatchOfCountersIsOneCall() throws Exception {
    own(78, 100, 200);
    List<CounterReserve> fresh =
        LongStream.rangeClosed(1, 1_000).mapToObj(h -> counter(78, h, 0, 300)).toList();
    List<CounterReserve> again =
        LongStream.rangeClosed(1, 1_000).mapToObj(h -> counter(78, h, 300, 400 + h)).toList();
    for (List<CounterReserve> batch : List.of(fresh, fresh, again, again)) {
      assertThat(storage().reserveCounters(batch)).allMatch(r -> r.refusal().isEmpty());
    }
    assertThat(counters(78, 1))
        .hasSize(1_000)
        .allMatch(counter -> counter.maxSeq() == 400 + counter.hash());
  }

  /** Batches that name the same counters in opposite orders: no deadlock, no lost update. */
  @Test
  void concurrentBatchesGrantEveryCeilingOnce() throws Exception {
    own(79, 0, 0);
    own(80, 0, 0);
    List<CounterKey> keys =
        Stream.of(79, 80)
            .flatMap(id -> LongStream.range(1, 8).mapToObj(h -> new CounterKey(id, h)))
            .toList();
    List<Callable<Long>> writers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      List<CounterKey> order = new ArrayList<>(keys);
      if (i % 2 == 1) {
        Collections.reverse(order);
      }
      int size = 1 + i; // different ceilings: no reserve can pass for another one's repeat
      writers.add(() -> raiseRepeatedly(order, size));
    }
    long granted = together(writers).stream().mapToLong(Long::longValue).sum();
    long stored =
        Stream.of(79, 80)
            .flatMap(id -> counters(id, 1).stream())
            .mapToLong(HotCounter::maxSeq)
            .sum();
    assertThat(stored).isEqualTo(granted).isPositive();
  }

  private long raiseRepeatedly(List<CounterKey> order, int size) {
    long granted = 0;
    for (int i = 0; i < 25; i++) {
      List<HotCounter> known = Stream.of(79, 80).flatMap(id -> counters(id, 1).stream()).toList();
      List<CounterReserve> batch = new ArrayList<>();
      for (CounterKey key : order) {
        long max =
            known.stream()
                .filter(c -> c.sectionId() == key.sectionId() && c.hash() == key.hash())
                .mapToLong(HotCounter::maxSeq)
                .findFirst()
                .orElse(0);
        batch.add(counter(key.sectionId(), key.hash(), max, max + size));
      }
      for (CounterReserve.Result result : storage().reserveCounters(batch)) {
        granted += result.isWrite() ? size : 0;
      }
    }
    return granted;
  }

  protected static CounterReserve counter(int section, long hash, long expected, long next) {
    return new CounterReserve(section, 1, hash, expected, next, false);
  }

  protected final CounterReserve.Result reserve(CounterReserve reserve) {
    return storage().reserveCounters(List.of(reserve)).get(0);
  }

  /** All counters of a section that the caller owns. */
  protected final List<HotCounter> counters(int sectionId, long epoch) {
    CounterQuery query =
        new CounterQuery(List.of(new OwnedSection(sectionId, epoch)), 0, 0, 10_000);
    CounterPage page = storage().readCounters(query);
    assertThat(page.refused()).isEmpty();
    assertThat(page.more()).isFalse();
    return page.counters();
  }
}
