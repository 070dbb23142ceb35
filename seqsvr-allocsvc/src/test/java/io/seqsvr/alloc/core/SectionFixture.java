package io.seqsvr.alloc.core;

import io.seqsvr.alloc.core.SectionStore.Acquired;
import io.seqsvr.alloc.core.SectionStore.CounterRow;
import io.seqsvr.cluster.core.LeaseTerms;
import io.seqsvr.cluster.core.NodeLease;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Section 3 of a small node, a clock that stands still, and a list of what the section asks for.
 */
final class SectionFixture {
  static final long STEP = 100;
  static final long MAX_STEP = 400;

  final AtomicLong nanos = new AtomicLong();
  final LeaseTerms terms = LeaseTerms.of(Duration.ofSeconds(1));
  final AllocSettings settings =
      new AllocSettings(new ReservePolicy(STEP, MAX_STEP), 50, 10, 4, 4, 2, terms);
  final NodeLease lease = new NodeLease(terms, nanos::get, InstantSource.system());
  final QuietObserver observer = new QuietObserver();
  final List<Section> rebases = new ArrayList<>();
  final List<HotCounter> counters = new ArrayList<>();
  final Section section =
      new Section(
          3,
          settings,
          nanos::get,
          new Demands() {
            @Override
            public void rebase(Section asking) {
              rebases.add(asking);
            }

            @Override
            public void reserve(Section asking, HotCounter counter) {
              counters.add(counter);
            }
          },
          observer);

  /** Time passes, and the lease is renewed meanwhile. */
  void passes(Duration time) {
    nanos.addAndGet(time.toNanos());
    lease.onRenewed(lease.now());
  }

  void acquire(long base, CounterRow... found) {
    lease.onRenewed(lease.now());
    section.onLoading("attempt");
    onAcquired("attempt", 1, base, found);
  }

  void onAcquired(String attempt, long epoch, long base, CounterRow... found) {
    section.onAcquired(
        attempt, lease, new Acquired(3, epoch, base, base + STEP), List.of(found), null);
  }

  long next(long hash, long count) {
    return section.next(hash, count, nanos.get());
  }

  CurrentSeq current(long hash) {
    return section.current(hash, nanos.get());
  }

  CompletableFuture<Long> raise(long hash, long atLeast) {
    return section.raise(hash, atLeast, nanos.get());
  }

  /** The latest hot counter of a conversation for which a reservation was asked. */
  HotCounter demanded(long hash) {
    HotCounter latest = null;
    for (HotCounter counter : counters) {
      if (counter.key() == hash) {
        latest = counter;
      }
    }
    if (latest == null) {
      throw new NoSuchElementException("nothing was asked for " + hash);
    }
    return latest;
  }

  /** What the conversation asks for after using its seqs slowly. */
  CounterReservation beginCounter(long hash) {
    passes(Duration.ofMinutes(1));
    return section.beginReservation(demanded(hash), 1).orElseThrow();
  }

  /** What the conversation has asked for is confirmed at once. */
  void confirmCounter(long hash) {
    section.onReserved(demanded(hash), beginCounter(hash), 1);
  }

  /** Last seqs by key, all of which must be exact. */
  static Map<Long, Long> exact(Snapshot snapshot) {
    Map<Long, Long> lastSeqs = new LinkedHashMap<>();
    for (int i = 0; i < snapshot.size(); i++) {
      if (!snapshot.isExact(i)) {
        throw new IllegalStateException("only a bound: " + snapshot.key(i));
      }
      lastSeqs.put(snapshot.key(i), snapshot.lastSeq(i));
    }
    return lastSeqs;
  }
}
