package io.seqsvr.store.core;

import static io.seqsvr.api.error.ErrorReason.NOT_OWNER;
import static io.seqsvr.api.error.ErrorReason.SEQ_EXHAUSTED;
import static io.seqsvr.api.error.ErrorReason.STORE_WENT_BACK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.cluster.core.RandomId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every storage must do: hunts a lost update, a change by one who no longer owns the section,
 * and a call whose repeat reserves twice.
 */
@Timeout(120)
public abstract class SectionStorageContract {
  /** Sections of the cluster under test. */
  protected static final int SECTIONS = 128;

  protected static final String OWNER = RandomId.next();
  protected static final long STEP = 100;

  /** The storage under test. */
  protected abstract SectionStorage storage();

  /** Sets a row without asking. */
  protected abstract void put(SectionRow row) throws Exception;

  /** Sets a lease without asking. */
  protected abstract void put(LeaseRow row) throws Exception;

  @BeforeEach
  void ownerHoldsALease() throws Exception {
    put(lease(OWNER, LeaseRow.State.HELD));
  }

  @Test
  void acquireRaisesEpochAndReservesAboveEverything() throws Exception {
    put(new SectionRow(3, 6, "", 20, 500, ""));
    Acquire acquire = new Acquire(3, 6, OWNER, RandomId.next(), STEP);

    assertThat(done(acquire)).isEqualTo(owned(acquire, 500, 600));
    assertThat(row(3)).isEqualTo(owned(acquire, 500, 600));
  }

  /** Hunts numbers that go through a floating point on their way. */
  @Test
  void numbersAreStoredToTheLastDigit() throws Exception {
    long epoch = Long.MAX_VALUE - 2;
    long ceiling = Long.MAX_VALUE - STEP - 2;
    put(new SectionRow(4, epoch, "", ceiling - 1, ceiling, ""));
    Acquire acquire = new Acquire(4, epoch, OWNER, RandomId.next(), STEP);

    assertThat(done(acquire)).isEqualTo(owned(acquire, ceiling, Long.MAX_VALUE - 2));
    assertThat(row(4)).isEqualTo(owned(acquire, ceiling, Long.MAX_VALUE - 2));
  }

  @Test
  void concurrentAcquiresOfOneEpochHaveOneWinner() throws Exception {
    for (int round = 0; round < 10; round++) {
      put(SectionRow.unused(5));
      List<Callable<Decision>> calls = new ArrayList<>();
      for (int i = 0; i < 4; i++) { // as many as there are connections
        Acquire acquire = new Acquire(5, 0, newOwner(), RandomId.next(), STEP);
        calls.add(() -> apply(acquire));
      }
      List<Decision> decisions = together(calls);

      List<Decision> winners =
          decisions.stream().filter(decision -> decision.refusal().isEmpty()).toList();
      assertThat(winners).hasSize(1);
      assertThat(row(5)).isEqualTo(winners.get(0).row());
      assertThat(row(5).maxSeq()).isEqualTo(STEP);
    }
  }

  @Test
  void reserveWithAStaleEpochIsRefusedAndChangesNothing() throws Exception {
    SectionRow row = new SectionRow(7, 9, OWNER, 100, 200, RandomId.next());
    put(row);
    assertRefused(new Reserve(7, 8, 200, 300), NOT_OWNER);
    assertThat(row(7)).isEqualTo(row);
  }

  @Test
  void reserveFromAnotherCeilingIsRefusedAndChangesNothing() throws Exception {
    SectionRow row = new SectionRow(7, 9, OWNER, 100, 300, RandomId.next());
    put(row);
    assertRefused(new Reserve(7, 9, 200, 400), NOT_OWNER);
    assertThat(row(7)).isEqualTo(row);
  }

  @Test
  void rowsBelowWhatTheCallerHoldsAreReported() throws Exception {
    SectionRow row = new SectionRow(7, 9, OWNER, 100, 300, RandomId.next());
    put(row);
    assertRefused(new Acquire(7, 10, OWNER, RandomId.next(), STEP), STORE_WENT_BACK);
    assertRefused(new Reserve(7, 10, 300, 400), STORE_WENT_BACK);
    assertRefused(new Reserve(7, 9, 400, 500), STORE_WENT_BACK);
    assertRefused(new Release(7, 10), STORE_WENT_BACK);
    assertThat(row(7)).isEqualTo(row);
  }

  @Test
  void repeatedCallsGiveTheFirstAnswerAndChangeNothingMore() throws Exception {
    put(SectionRow.unused(9));
    Acquire acquire = new Acquire(9, 0, OWNER, RandomId.next(), STEP);
    assertThat(done(acquire)).isEqualTo(done(acquire)).isEqualTo(owned(acquire, 0, 100));
    Reserve reserve = new Reserve(9, 1, 100, 250);
    SectionRow reserved = new SectionRow(9, 1, OWNER, 100, 250, "");
    assertThat(done(reserve)).isEqualTo(done(reserve)).isEqualTo(reserved);
    assertRefused(acquire, NOT_OWNER);
    Release release = new Release(9, 1);
    SectionRow free = new SectionRow(9, 2, "", 100, 250, "");
    assertThat(done(release)).isEqualTo(done(release)).isEqualTo(free);
    assertThat(row(9)).isEqualTo(free);
  }

  @Test
  void anotherAttemptOfTheSameOwnerIsRefused() throws Exception {
    put(SectionRow.unused(9));
    Acquire first = new Acquire(9, 0, OWNER, RandomId.next(), STEP);
    done(first);
    assertRefused(new Acquire(9, 0, OWNER, RandomId.next(), STEP), NOT_OWNER);
    assertThat(row(9)).isEqualTo(owned(first, 0, 100));
  }

  @Test
  void numbersStopAtTheirEndAndNeverWrap() throws Exception {
    SectionRow row = new SectionRow(7, 9, "", 100, Long.MAX_VALUE - 10, "");
    put(row);
    assertRefused(new Acquire(7, 9, OWNER, RandomId.next(), 11), SEQ_EXHAUSTED);
    assertThat(row(7)).isEqualTo(row);
    assertThat(done(new Acquire(7, 9, OWNER, RandomId.next(), 10)).maxSeq())
        .isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void mixedBatchHasAResultForEveryEntryInOrder() throws Exception {
    put(new SectionRow(11, 4, OWNER, 0, 100, RandomId.next()));
    put(new SectionRow(12, 5, OWNER, 0, 100, RandomId.next()));
    put(new SectionRow(13, 4, OWNER, 0, 100, RandomId.next()));
    List<Decision> decisions =
        storage()
            .apply(
                List.of(
                    new Reserve(13, 4, 100, 150),
                    new Reserve(12, 4, 100, 150),
                    new Reserve(11, 4, 100, 170)));

    assertThat(decisions).extracting(d -> d.row().sectionId()).containsExactly(13, 12, 11);
    assertThat(decisions)
        .extracting(d -> d.refusal().isPresent())
        .containsExactly(false, true, false);
    assertThat(storage().read(11, 13))
        .extracting(SectionRow::maxSeq)
        .containsExactly(170L, 100L, 150L);
    assertThat(storage().read(List.of(11, 13)))
        .extracting(SectionRow::sectionId, SectionRow::maxSeq)
        .containsExactly(tuple(11, 170L), tuple(13, 150L));
  }

  @Test
  void largestBatchIsOneCall() throws Exception {
    List<Acquire> all = new ArrayList<>();
    for (int id = 0; id < SECTIONS; id++) {
      put(SectionRow.unused(id));
      all.add(new Acquire(id, 0, OWNER, RandomId.next(), STEP));
    }
    Collections.reverse(all);
    assertThat(storage().apply(all)).allMatch(decision -> decision.refusal().isEmpty());
    assertThat(storage().read(0, SECTIONS - 1))
        .hasSize(SECTIONS)
        .allMatch(row -> row.maxSeq() == STEP && row.epoch() == 1);
  }

  /** Batches that name the same sections in opposite orders: no deadlock, no lost update. */
  @Test
  void concurrentBatchesCountEveryReserveOnce() throws Exception {
    List<Integer> ids = IntStream.range(20, 40).boxed().toList();
    for (int id : ids) {
      put(new SectionRow(id, 1, OWNER, 0, 0, RandomId.next()));
    }
    List<Callable<Long>> writers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      List<Integer> order = new ArrayList<>(ids);
      if (i % 2 == 1) {
        Collections.reverse(order);
      }
      int size = 1 + i; // different ceilings: no reserve can pass for another one's repeat
      writers.add(() -> reserveRepeatedly(order, size));
    }
    long reserved = together(writers).stream().mapToLong(Long::longValue).sum();
    long stored = storage().read(20, 39).stream().mapToLong(SectionRow::maxSeq).sum();
    assertThat(stored).isEqualTo(reserved).isPositive();
  }

  private long reserveRepeatedly(List<Integer> order, int size) {
    long reserved = 0;
    for (int i = 0; i < 25; i++) {
      List<SectionRow> rows = storage().read(20, 39);
      List<Reserve> batch = new ArrayList<>();
      for (int id : order) {
        long max = rows.get(id - 20).maxSeq();
        batch.add(new Reserve(id, 1, max, max + size));
      }
      for (Decision decision : storage().apply(batch)) {
        reserved += decision.isWrite() ? size : 0;
      }
    }
    return reserved;
  }

  /** Starts all calls at once. */
  protected static <T> List<T> together(List<Callable<T>> calls) throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(calls.size());
    ExecutorService threads = Executors.newFixedThreadPool(calls.size());
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> call : calls) {
        futures.add(
            threads.submit(
                () -> {
                  barrier.await();
                  return call.call();
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  protected final Decision apply(SectionChange change) {
    return storage().apply(List.of(change)).get(0);
  }

  protected final SectionRow done(SectionChange change) {
    Decision decision = apply(change);
    assertThat(decision.refusal()).isEmpty();
    return decision.row();
  }

  protected final SectionRow row(int sectionId) {
    return storage().read(sectionId, sectionId).get(0);
  }

  protected static SectionRow owned(Acquire acquire, long base, long maxSeq) {
    return new SectionRow(
        acquire.sectionId(),
        acquire.expectedEpoch() + 1,
        acquire.owner(),
        base,
        maxSeq,
        acquire.attemptId());
  }

  /** An incarnation that may own sections. */
  protected final String newOwner() throws Exception {
    String incarnation = RandomId.next();
    put(lease(incarnation, LeaseRow.State.HELD));
    return incarnation;
  }

  /** Ends an incarnation's lease without asking. */
  protected final void fence(String incarnation) throws Exception {
    put(lease(incarnation, LeaseRow.State.FENCED));
  }

  /** A lease at its first version, that was written at the beginning of time. */
  protected static LeaseRow lease(String incarnation, LeaseRow.State state) {
    return new LeaseRow(
        incarnation, "node-1", "127.0.0.1:7201", 1, state, 1_000_000_000, 100_000_000, 0);
  }

  /** A section that an owner has had since epoch 1, made by an acquire. */
  protected final SectionRow own(int sectionId, long base, long maxSeq) throws Exception {
    SectionRow row = new SectionRow(sectionId, 1, OWNER, base, maxSeq, RandomId.next());
    put(row);
    return row;
  }

  protected final void assertRefused(SectionChange change, ErrorReason reason) {
    assertThat(apply(change).refusal())
        .hasValueSatisfying(
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(reason);
              assertThat(refusal.metadata())
                  .containsEntry("section", Integer.toString(change.sectionId()));
            });
  }
}
