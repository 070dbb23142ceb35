package io.seqsvr.benchmarks.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.alloc.core.CounterReservation;
import io.seqsvr.alloc.core.Reservation;
import io.seqsvr.alloc.core.SectionStore.Acquired;
import io.seqsvr.alloc.core.SectionStore.Acquisition;
import io.seqsvr.alloc.core.SectionStore.Chunk;
import io.seqsvr.alloc.core.SectionStore.CounterRow;
import io.seqsvr.alloc.core.SectionStore.Outcome;
import io.seqsvr.alloc.core.SectionStore.Owned;
import io.seqsvr.alloc.core.SectionStore.SnapshotSeal;
import io.seqsvr.alloc.core.SectionStore.Surrender;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.RandomId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Hunts a store that grants what the real one refuses, which would make its user look faster. */
class InMemorySectionStoreTest {
  private static final String ME = RandomId.next();
  private static final String ATTEMPT = RandomId.next();
  private static final long STEP = 100;
  private static final long HASH = 77;

  private final ClusterIdentity cluster = new ClusterIdentity(RandomId.next(), 4, "xxh3-64");
  private final InMemorySectionStore store =
      new InMemorySectionStore(cluster, Duration.ZERO, MonotonicClock.system());

  @Test
  void anAcquisitionStartsAboveEverythingReserved() {
    assertThat(acquire(0, ATTEMPT).value()).isEqualTo(new Acquired(1, 1, 0, STEP));
    assertThat(acquire(1, RandomId.next()).value()).isEqualTo(new Acquired(1, 2, STEP, 2 * STEP));
  }

  @Test
  void theSameAttemptGetsTheSameAnswer() {
    Acquired first = acquire(0, ATTEMPT).value();
    assertThat(acquire(0, ATTEMPT).value()).isEqualTo(first);
    assertThat(reason(acquire(0, RandomId.next()))).isEqualTo(ErrorReason.NOT_OWNER);
  }

  @Test
  void aReservationNeedsEpochAndCeiling() {
    acquire(0, ATTEMPT);
    assertThat(reason(reserve(2, STEP, 300))).isEqualTo(ErrorReason.STORE_WENT_BACK);
    assertThat(reason(reserve(0, STEP, 300))).isEqualTo(ErrorReason.NOT_OWNER);
    assertThat(reason(reserve(1, STEP + 1, 300))).isEqualTo(ErrorReason.STORE_WENT_BACK);
    assertThat(reserve(1, STEP, 300).refusal()).isNull();
    assertThat(reserve(1, STEP, 300).refusal()).isNull();
    assertThat(reason(reserve(1, STEP, 400))).isEqualTo(ErrorReason.NOT_OWNER);
  }

  @Test
  void aNewGenerationDeletesTheHotCountersBelowIt() {
    acquire(0, ATTEMPT);
    counter(HASH, 0, STEP, false);
    counter(HASH + 1, 0, 5 * STEP, false);
    reserve(1, STEP, 2 * STEP);
    assertThat(counters(1).value()).containsExactly(new CounterRow(HASH + 1, 5 * STEP));
    assertThat(counter(HASH, 0, 3 * STEP, false).refusal()).isNull();
  }

  @Test
  void aHotCounterNeedsTheCeilingThatItsOwnerHolds() {
    acquire(0, ATTEMPT);
    assertThat(counter(HASH, 0, 300, false).refusal()).isNull();
    assertThat(counter(HASH, 0, 300, false).refusal()).isNull();
    assertThat(reason(counter(HASH, 0, 400, false))).isEqualTo(ErrorReason.NOT_OWNER);
    assertThat(reason(counter(HASH, 350, 400, false))).isEqualTo(ErrorReason.STORE_WENT_BACK);
    assertThat(counter(HASH, 300, 400, false).refusal()).isNull();
    assertThat(reason(counters(2))).isEqualTo(ErrorReason.STORE_WENT_BACK);
  }

  @Test
  void onlyARaiseMayJump() {
    acquire(0, ATTEMPT);
    long far = 2_000_000_000;
    assertThat(reason(counter(HASH, 0, far, false))).isEqualTo(ErrorReason.INVALID_ARGUMENT);
    assertThat(counter(HASH, 0, far, true).refusal()).isNull();
  }

  @Test
  void aSnapshotMakesTheNextAcquisitionClean() {
    acquire(0, ATTEMPT);
    Chunk chunk = new Chunk(1, 1, 0, new byte[] {1});
    SnapshotSeal seal = new SnapshotSeal(1, 1, 5);
    assertThat(store.writeSnapshots(cluster, List.of(chunk)).get(0).refusal()).isNull();
    assertThat(
            reason(
                store.writeSnapshots(cluster, List.of(new Chunk(1, 1, 0, new byte[] {2}))).get(0)))
        .isEqualTo(ErrorReason.INVALID_ARGUMENT);
    assertThat(release(1, seal).value()).isEqualTo(2);
    assertThat(release(1, seal).value()).isEqualTo(2);
    assertThat(store.readSnapshots(cluster, store.inspect(cluster, 1, 1))).containsExactly(chunk);
    assertThat(acquire(2, RandomId.next(), true).value()).isEqualTo(new Acquired(1, 3, 0, STEP));
    assertThat(store.inspect(cluster, 1, 1).get(0).snapshot()).isNull();
  }

  @Test
  void withoutASnapshotNothingIsClean() {
    acquire(0, ATTEMPT);
    release(1, null);
    assertThat(reason(acquire(2, RandomId.next(), true))).isEqualTo(ErrorReason.INVALID_ARGUMENT);
  }

  @Test
  void aSectionWithoutAnOwnerReservesNothing() {
    acquire(0, ATTEMPT);
    release(1, null);
    assertThat(reason(reserve(2, STEP, 300))).isEqualTo(ErrorReason.NOT_OWNER);
  }

  @Test
  void aCallTakesTheRoundTrip() {
    MonotonicClock clock = MonotonicClock.system();
    InMemorySectionStore slow = new InMemorySectionStore(cluster, Duration.ofMillis(20), clock);
    long beganNanos = clock.nanoTime();
    slow.reserve(cluster, List.of());
    assertThat(clock.nanoTime() - beganNanos).isGreaterThanOrEqualTo(20_000_000);
    assertThat(slow.reserveCalls()).isEqualTo(1);
  }

  private Outcome<Acquired> acquire(long expectedEpoch, String attempt) {
    return acquire(expectedEpoch, attempt, false);
  }

  private Outcome<Acquired> acquire(long expectedEpoch, String attempt, boolean clean) {
    return store
        .acquire(cluster, ME, STEP, List.of(new Acquisition(1, expectedEpoch, attempt, clean)))
        .get(0);
  }

  private Outcome<Reservation> reserve(long epoch, long ceiling, long newCeiling) {
    return store.reserve(cluster, List.of(new Reservation(1, epoch, ceiling, newCeiling))).get(0);
  }

  private Outcome<CounterReservation> counter(
      long hash, long ceiling, long newCeiling, boolean raise) {
    return store
        .reserveCounters(
            cluster, List.of(new CounterReservation(1, 1, hash, ceiling, newCeiling, raise)))
        .get(0);
  }

  private Outcome<List<CounterRow>> counters(long epoch) {
    return store.readCounters(cluster, List.of(new Owned(1, epoch))).get(0);
  }

  private Outcome<Long> release(long epoch, @Nullable SnapshotSeal seal) {
    return store.release(cluster, List.of(new Surrender(1, epoch, seal))).get(0);
  }

  private static @Nullable ErrorReason reason(Outcome<?> outcome) {
    SeqsvrException refusal = outcome.refusal();
    return refusal == null ? null : refusal.reason();
  }
}
