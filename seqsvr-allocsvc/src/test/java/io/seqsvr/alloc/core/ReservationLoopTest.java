package io.seqsvr.alloc.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.LeaseTerms;
import io.seqsvr.cluster.core.NodeLease;
import io.seqsvr.cluster.core.RandomId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hunts sections that are never reserved for again, and calls that the store must refuse whole. */
class ReservationLoopTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long STEP = 100;

  private final NodeLoops loops = NodeLoops.ofThreads();
  private final LeaseTerms terms = LeaseTerms.of(Duration.ofSeconds(60));
  private final NodeLease lease =
      new NodeLease(terms, MonotonicClock.system(), InstantSource.system());
  private final AllocSettings settings =
      new AllocSettings(new ReservePolicy(STEP, STEP), 50, 10, 4, 4, 2, terms);
  private final QuietObserver observer = new QuietObserver();
  private final List<Throwable> fatal = new CopyOnWriteArrayList<>();
  private final List<List<Reservation>> calls = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    loops.end().run();
  }

  private ReservationLoop loop(Function<List<Reservation>, RuntimeException> trouble) {
    ClusterIdentity cluster = new ClusterIdentity(RandomId.next(), 1, "xxh3-64");
    ReservationLoop loop =
        new ReservationLoop(
            new ReserveOnlyStore(trouble),
            loops.reservations(),
            MonotonicClock.system(),
            observer,
            fatal::add);
    loop.start(cluster);
    return loop;
  }

  private Section section(ReservationLoop loop) {
    Section section = new Section(0, settings, MonotonicClock.system(), loop, observer);
    acquire(section, 1, 0);
    return section;
  }

  private void acquire(Section section, long epoch, long base) {
    lease.onRenewed(lease.now());
    section.onLoading("attempt" + epoch);
    section.onAcquired(
        "attempt" + epoch,
        lease,
        new SectionStore.Acquired(section.id(), epoch, base, base + STEP),
        List.of(),
        null);
  }

  private long ceiling(Section section) {
    SectionState.Ownership owned = section.state().ownership();
    return owned == null ? 0 : owned.ceiling();
  }

  @Test
  void aSectionThatIsLostAndRegainedMeanwhileIsNamedOnceInACall() {
    Section[] regained = new Section[1];
    ReservationLoop loop =
        loop(
            sent -> {
              if (calls.size() > 1) {
                return null;
              }
              regained[0].onLost();
              acquire(regained[0], 2, STEP);
              regained[0].demandRebase();
              return silence();
            });
    regained[0] = section(loop);
    regained[0].demandRebase();

    await().atMost(PATIENCE).until(() -> ceiling(regained[0]) == 3 * STEP);
    assertThat(calls).allSatisfy(call -> assertThat(new HashSet<>(call)).hasSameSizeAs(call));
    assertThat(calls).allSatisfy(call -> assertThat(call).hasSize(1));
  }

  @Test
  void aFailureThatNobodyExpectsCostsOneTurn() {
    ReservationLoop loop =
        loop(sent -> calls.size() < 3 ? new IllegalStateException("planted") : null);
    Section section = section(loop);
    section.demandRebase();

    await().atMost(PATIENCE).until(() -> ceiling(section) == 2 * STEP);
    assertThat(observer.unexpected.sum()).isEqualTo(2);
    assertThat(fatal).isEmpty();
  }

  @Test
  void anotherClustersStoreIsFatal() {
    ReservationLoop loop =
        loop(sent -> SeqsvrException.of(ErrorReason.CLUSTER_MISMATCH, "planted"));
    section(loop).demandRebase();

    await().atMost(PATIENCE).until(() -> !fatal.isEmpty());
  }

  private static RuntimeException silence() {
    return SeqsvrException.retryable(
        ErrorReason.STORE_UNAVAILABLE, "planted", Duration.ofMillis(1));
  }

  /** Confirms every reservation, unless the test has trouble planted. */
  private final class ReserveOnlyStore implements SectionStore {
    private final Function<List<Reservation>, RuntimeException> trouble;

    ReserveOnlyStore(Function<List<Reservation>, RuntimeException> trouble) {
      this.trouble = trouble;
    }

    @Override
    public List<Outcome<Reservation>> reserve(ClusterIdentity cluster, List<Reservation> sent) {
      calls.add(List.copyOf(sent));
      RuntimeException planted = trouble.apply(sent);
      if (planted != null) {
        throw planted;
      }
      return sent.stream().map(wish -> new Outcome<>(wish, null)).toList();
    }

    @Override
    public ClusterIdentity cluster() {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Row> inspect(ClusterIdentity cluster, int first, int last) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Row> inspect(ClusterIdentity cluster, List<Integer> sections) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Outcome<Acquired>> acquire(
        ClusterIdentity cluster, String incarnation, long step, List<Acquisition> wishes) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Outcome<Long>> release(ClusterIdentity cluster, List<Surrender> surrenders) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Outcome<List<CounterRow>>> readCounters(
        ClusterIdentity cluster, List<Owned> sections) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Outcome<CounterReservation>> reserveCounters(
        ClusterIdentity cluster, List<CounterReservation> sent) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Outcome<Chunk>> writeSnapshots(ClusterIdentity cluster, List<Chunk> chunks) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Chunk> readSnapshots(ClusterIdentity cluster, List<Row> rows) {
      throw new UnsupportedOperationException();
    }
  }
}
