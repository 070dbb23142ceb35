package io.seqsvr.alloc.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.LeaseTerms;
import io.seqsvr.cluster.core.NodeLease;
import io.seqsvr.cluster.core.VirtualTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Hunts, step by step in virtual time, calls that are too many or too large, wishes that change
 * when they are repeated, and a store that is slow or silent and not treated so.
 */
class ReservationLoopStepsTest {
  private static final long MILLI = Duration.ofMillis(1).toNanos();
  private static final long STEP = 100;
  private static final long MAX_STEP = 100_000;

  private final VirtualTime time = new VirtualTime();
  private final VirtualTime.TimedLoop timed = time.loop();
  private final LeaseTerms terms = LeaseTerms.of(Duration.ofSeconds(60));
  private final NodeLease lease = new NodeLease(terms, time, InstantSource.system());
  private final QuietObserver observer = new QuietObserver();
  private final List<Throwable> fatal = new ArrayList<>();
  private final RecordingStore store = new RecordingStore();
  private final ReservationLoop loop =
      new ReservationLoop(store, timed, time, observer, fatal::add);
  private final Section section = section();

  private Section section() {
    AllocSettings settings =
        new AllocSettings(new ReservePolicy(STEP, MAX_STEP), 50, 10, 4, 8192, 4096, terms);
    Section fresh = new Section(0, settings, time, loop, observer);
    loop.start(new ClusterIdentity("0".repeat(32), 1, "xxh3-64"));
    lease.onRenewed(lease.now());
    fresh.onLoading("attempt");
    fresh.onAcquired("attempt", lease, new SectionStore.Acquired(0, 1, 0, STEP), List.of(), null);
    return fresh;
  }

  /** Brings a conversation beyond the half at which it needs a ceiling of its own. */
  private void heat(long hash) {
    section.next(hash, 50, time.nanoTime());
    section.next(hash, 10, time.nanoTime());
  }

  private long ceiling(long hash) {
    SectionState.Ownership owned = section.state().ownership();
    HotCounter own = owned == null ? null : owned.hot().find(hash);
    return own == null ? 0 : own.buffer().ceiling();
  }

  @Test
  void whatIsDueTogetherGoesTogether() {
    heat(1);
    heat(2);
    section.demandRebase();
    heat(3);
    assertThat(timed.planned()).isEqualTo(1);
    time.advance(0);
    assertThat(store.counters).hasSize(1);
    assertThat(store.counters.get(0))
        .extracting(CounterReservation::hash)
        .containsExactly(1L, 2L, 3L);
    assertThat(store.sections).hasSize(1);
    assertThat(observer.rebases.sum()).isEqualTo(1);
    assertThat(time.planned()).isZero();
  }

  @Test
  void whatComesDuringACallWaitsForItsEndAndIsSentOnce() {
    store.meanwhile =
        () -> {
          store.meanwhile = () -> {};
          heat(2);
          heat(3);
          section.next(1, 1, time.nanoTime());
        };
    heat(1);
    time.advance(0);
    assertThat(store.counters).hasSize(2);
    assertThat(store.counters.get(1)).extracting(CounterReservation::hash).containsExactly(2L, 3L);
    assertThat(timed.planned()).isEqualTo(2);
  }

  @Test
  void aCallIsNoLargerThanTheStoreTakes() {
    for (long hash = 1; hash <= 1_200; hash++) {
      heat(hash);
    }
    time.advance(0);
    assertThat(store.counters).extracting(List::size).containsExactly(500, 500, 200);
    assertThat(store.counters)
        .allSatisfy(call -> assertThat(new HashSet<>(call)).hasSameSizeAs(call));
  }

  @Test
  void anUnknownOutcomeIsRepeatedAsItWasAfterGrowingPauses() {
    store.silent = true;
    heat(1);
    section.demandRebase();
    time.advance(0);
    List<CounterReservation> first = store.counters.get(0);
    List<Reservation> firstSections = store.sections.get(0);
    section.next(1, 40, time.nanoTime());
    time.advance(39 * MILLI);
    assertThat(store.counters).hasSize(1);
    time.advance(MILLI);
    assertThat(store.counters).hasSize(2);
    time.advance(2_000 * MILLI);
    assertThat(store.counters).hasSizeBetween(6, 8);
    assertThat(store.counters).allSatisfy(call -> assertThat(call).isEqualTo(first));
    assertThat(store.sections).allSatisfy(call -> assertThat(call).isEqualTo(firstSections));
    store.silent = false;
    time.advance(500 * MILLI);
    assertThat(ceiling(1)).isEqualTo(first.get(0).newCeiling());
    assertThat(observer.rebases.sum()).isEqualTo(1);
    assertThat(time.planned()).isZero();
  }

  @Test
  void whoIsRefusedLearnsWhetherTheStoreIsSilent() {
    store.silent = true;
    heat(1);
    section.next(1, 40, time.nanoTime());
    assertRefused(Duration.ofMillis(5));
    time.advance(0);
    assertRefused(Duration.ofMillis(200));
    store.silent = false;
    time.advance(500 * MILLI);
    assertThat(section.next(1, 1, time.nanoTime())).isEqualTo(101);
  }

  private void assertRefused(Duration wait) {
    assertThatThrownBy(() -> section.next(1, 1, time.nanoTime()))
        .isInstanceOfSatisfying(
            SeqsvrException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(ErrorReason.STORE_UNAVAILABLE);
              assertThat(e.retryAfter()).contains(wait);
            });
  }

  @Test
  void aStoreThatIsSlowIsAskedForMore() {
    assertThat(sizeOfTheNextRange(1)).isBetween(900L, 1_100L);
    assertThat(sizeOfTheNextRange(1_000)).isGreaterThan(4_000);
  }

  /** Of a conversation that takes a seq each millisecond, once the store has answered so slowly. */
  private long sizeOfTheNextRange(long storeMillis) {
    store.meanwhile = () -> time.advance(storeMillis * MILLI);
    long hash = 10 + storeMillis;
    @Nullable CounterReservation latest = null;
    for (int i = 0; i < 20_000; i++) {
      time.advance(MILLI);
      lease.onRenewed(lease.now());
      try {
        section.next(hash, 1, time.nanoTime());
      } catch (SeqsvrException e) {
        assertThat(e.reason()).isEqualTo(ErrorReason.STORE_UNAVAILABLE);
      }
    }
    for (List<CounterReservation> call : store.counters) {
      for (CounterReservation wish : call) {
        latest = wish.hash() == hash ? wish : latest;
      }
    }
    return latest == null ? 0 : latest.newCeiling() - latest.ceiling();
  }

  @Test
  void aRefusalOfOneLeavesTheOthers() {
    store.refusal =
        SeqsvrException.retryable(ErrorReason.OVERLOADED, "planted", Duration.ofMillis(1));
    time.advance(1_000 * MILLI);
    heat(1);
    heat(2);
    time.advance(0);
    assertThat(store.counters).hasSize(1);
    assertThat(ceiling(1)).isZero();
    assertThat(ceiling(2)).isEqualTo(200);
    store.refusal = null;
    time.advance(500 * MILLI);
    assertThat(ceiling(1)).isEqualTo(200);
    assertThat(fatal).isEmpty();
  }

  /** Confirms what it is asked for, unless it is silent or refuses the first of a call. */
  private final class RecordingStore extends StoreStub {
    final List<List<CounterReservation>> counters = new ArrayList<>();
    final List<List<Reservation>> sections = new ArrayList<>();
    boolean silent;
    @Nullable SeqsvrException refusal;
    Runnable meanwhile = () -> {};
    private boolean busy;

    private <R> List<Outcome<R>> answer(List<R> wishes) {
      assertThat(busy).isFalse();
      busy = true;
      meanwhile.run();
      busy = false;
      if (silent) {
        throw SeqsvrException.retryable(
            ErrorReason.STORE_UNAVAILABLE, "planted", Duration.ofMillis(1));
      }
      List<Outcome<R>> outcomes = new ArrayList<>();
      for (R wish : wishes) {
        boolean refused = refusal != null && outcomes.isEmpty();
        outcomes.add(refused ? new Outcome<>(null, refusal) : new Outcome<>(wish, null));
      }
      return outcomes;
    }

    @Override
    public List<Outcome<Reservation>> reserve(ClusterIdentity cluster, List<Reservation> wishes) {
      sections.add(List.copyOf(wishes));
      return answer(wishes);
    }

    @Override
    public List<Outcome<CounterReservation>> reserveCounters(
        ClusterIdentity cluster, List<CounterReservation> wishes) {
      counters.add(List.copyOf(wishes));
      return answer(wishes);
    }
  }
}
