package io.seqsvr.alloc.core;

import io.seqsvr.alloc.core.SectionStore.Acquired;
import io.seqsvr.alloc.core.SectionStore.Acquisition;
import io.seqsvr.alloc.core.SectionStore.CounterRow;
import io.seqsvr.alloc.core.SectionStore.Owned;
import io.seqsvr.alloc.core.SectionStore.SnapshotSeal;
import io.seqsvr.alloc.core.SectionStore.Surrender;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.LeaseTerms;
import io.seqsvr.cluster.core.NodeLease;
import io.seqsvr.cluster.core.VirtualTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A section whose conversations are used very unequally, with crashes and hand-overs at random
 * moments, beside the same calls on a section with one ceiling for all. Throws an {@link
 * AssertionError} at the first jump above its bound. The same settings make the same run. For one
 * thread.
 */
final class SkewRun implements Demands {
  /**
   * What is run.
   *
   * @param crashes number of unclean changes of owner; there are half as many clean ones
   * @param callsPerSecond rate of the calls in virtual time
   */
  record Setup(
      long seed,
      int conversations,
      double exponent,
      long calls,
      int callsPerSecond,
      int crashes,
      int maxSlots,
      ReservePolicy policy) {}

  private static final long STORE_NANOS = Duration.ofMillis(5).toNanos();
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final Setup setup;
  private final VirtualTime time = new VirtualTime();
  private final ModelStore store = new ModelStore(1);
  private final QuietObserver observer = new QuietObserver();
  private final AllocSettings settings;
  private final Section section;
  private final NodeLease lease;
  private final SharedCeiling shared;
  private final Set<HotCounter> due = new LinkedHashSet<>();
  private boolean rebaseDue;

  /** Where each conversation is: its last seq, or the bound above which it goes on. */
  private final long[] positions;

  private final boolean[] used;
  private final List<Long> jumps = new ArrayList<>();
  private final List<Long> sharedJumps = new ArrayList<>();
  private long seqs;
  private long refused;
  private long storeCalls;
  private long largestQuietJump;
  private long largestHotJump;
  private long largestRebaseJump;
  private long largestSharedQuietJump;
  private long rebases;
  private int mostHot;

  SkewRun(Setup setup) {
    this.setup = setup;
    this.settings =
        new AllocSettings(
            setup.policy(),
            1,
            10,
            1024,
            setup.maxSlots(),
            65_536,
            LeaseTerms.of(Duration.ofSeconds(1)));
    this.lease = new NodeLease(settings.lease(), time, InstantSource.system());
    this.section = new Section(0, settings, time, this, observer);
    this.shared = new SharedCeiling(setup.policy(), setup.conversations());
    this.positions = new long[setup.conversations()];
    this.used = new boolean[setup.conversations()];
  }

  /** Plays it; returns the lines of a table. */
  List<String> play() {
    Random random = new Random(setup.seed());
    Zipf zipf = new Zipf(setup.conversations(), setup.exponent(), random);
    long[] crashes = moments(random, setup.crashes());
    long[] handOvers = moments(random, setup.crashes() / 2);
    int crashed = 0;
    int handedOver = 0;
    acquire(null);
    for (long call = 0; call < setup.calls(); call++) {
      lease.onRenewed(lease.now());
      next(zipf.next());
      time.advance(Duration.ofSeconds(1).toNanos() / setup.callsPerSecond());
      if (crashed < crashes.length && call == crashes[crashed]) {
        crashed++;
        crash();
      }
      if (handedOver < handOvers.length && call == handOvers[handedOver]) {
        handedOver++;
        handOver();
      }
    }
    SeqModel.check(crashed == setup.crashes(), "only " + crashed + " crashes");
    return table();
  }

  private long[] moments(Random random, int number) {
    return random.longs(1, setup.calls()).distinct().limit(number).sorted().toArray();
  }

  /** Spread over all 64 bits, as hashes are. */
  private static long hash(int conversation) {
    long mixed = (conversation + 1L) * MIX;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    return mixed ^ (mixed >>> 27);
  }

  private void next(int conversation) {
    try {
      long first = section.next(hash(conversation), 1, time.nanoTime());
      SeqModel.check(
          first == positions[conversation] + 1,
          conversation + " got " + first + " after " + positions[conversation]);
      positions[conversation] = first;
      used[conversation] = true;
      seqs++;
      shared.next(conversation, time.nanoTime());
    } catch (SeqsvrException e) {
      refused++;
    }
  }

  @Override
  public void rebase(Section asking) {
    rebaseDue = true;
    flushSoon();
  }

  @Override
  public void reserve(Section asking, HotCounter counter) {
    due.add(counter);
    flushSoon();
  }

  private void flushSoon() {
    if (due.size() + (rebaseDue ? 1 : 0) == 1) {
      time.in(STORE_NANOS, this::flush);
    }
  }

  /** One call for all that came in the time of an answer, as the loop makes it. */
  private void flush() {
    List<HotCounter> counters = List.copyOf(due);
    due.clear();
    boolean sent = false;
    for (HotCounter counter : counters) {
      CounterReservation wish = section.beginReservation(counter, STORE_NANOS).orElse(null);
      if (wish != null) {
        sent = true;
        SeqModel.check(store.reserveCounter(wish).value() != null, "refused: " + wish);
        section.onReserved(counter, wish, STORE_NANOS);
      }
    }
    storeCalls += sent ? 1 : 0;
    if (rebaseDue) {
      rebaseDue = false;
      section.beginReservation().ifPresent(this::beginAnew);
    }
  }

  private void beginAnew(Reservation wish) {
    storeCalls++;
    rebases++;
    SeqModel.check(store.reserve(wish).value() != null, "refused: " + wish);
    section.onReserved(wish);
    for (int i = 0; i < positions.length; i++) {
      long jump = store.row(0).base - positions[i];
      if (jump > 0) {
        SeqModel.check(jump <= setup.policy().step(), "a new generation jumps by " + jump);
        largestRebaseJump = Math.max(largestRebaseJump, used[i] ? jump : 0);
        positions[i] += jump;
      }
    }
  }

  private void acquire(@Nullable Snapshot snapshot) {
    String attempt = "a" + storeCalls;
    section.onLoading(attempt);
    Acquired granted =
        store
            .acquire(
                "owner",
                setup.policy().step(),
                new Acquisition(0, store.row(0).epoch, attempt, snapshot != null))
            .value();
    if (granted == null) {
      throw new AssertionError("not acquired");
    }
    List<CounterRow> found = store.readCounters(new Owned(0, granted.epoch())).value();
    if (found == null) {
      throw new AssertionError("not read");
    }
    lease.onRenewed(lease.now());
    section.onAcquired(attempt, lease, granted, found, snapshot);
    storeCalls += 2;
  }

  private void lose() {
    mostHot = Math.max(mostHot, (int) section.stats().hotCounters());
    section.onLost();
    due.clear();
    rebaseDue = false;
  }

  private void crash() {
    lose();
    acquire(null);
    shared.crash();
    long base = store.row(0).base;
    for (int i = 0; i < positions.length; i++) {
      long row = store.row(0).counter(hash(i));
      long after = section.current(hash(i), time.nanoTime()).seq();
      long jump = after - positions[i];
      long most = row > base ? setup.policy().mostUnused() : setup.policy().step();
      SeqModel.check(jump >= 0 && jump <= most, i + " jumps by " + jump + ", at most " + most);
      positions[i] = after;
      if (used[i]) {
        jumps.add(jump);
        sharedJumps.add(shared.lastJump(i));
        if (row > base) {
          largestHotJump = Math.max(largestHotJump, jump);
        } else {
          largestQuietJump = Math.max(largestQuietJump, jump);
          largestSharedQuietJump = Math.max(largestSharedQuietJump, shared.lastJump(i));
        }
      }
    }
  }

  private void handOver() {
    Snapshot snapshot = section.onDraining();
    Owned owned = new Owned(0, store.row(0).epoch);
    SeqModel.check(store.writeSnapshot(owned, snapshot), "no snapshot");
    SnapshotSeal seal = new SnapshotSeal(owned.epoch(), 1, 0);
    SeqModel.check(store.release(new Surrender(0, owned.epoch(), seal)).value() != null, "refused");
    storeCalls += 2;
    lose();
    acquire(store.readSnapshot(0));
    for (int i = 0; i < positions.length; i++) {
      long after = section.current(hash(i), time.nanoTime()).seq();
      SeqModel.check(
          after == positions[i], i + " jumps at a hand-over by " + (after - positions[i]));
    }
  }

  private List<String> table() {
    double millions = seqs / 1e6;
    return List.of(
        "| %.1f | %d | own ceilings | %d | %d | %d | %d | %.0f | %.0f | %d | %.2f |"
            .formatted(
                setup.exponent(),
                setup.maxSlots(),
                median(jumps),
                largestQuietJump,
                largestHotJump,
                largestRebaseJump,
                store.rowWrites() / millions,
                storeCalls / millions,
                mostHot,
                100.0 * refused / (refused + seqs)),
        "| | | one ceiling | %d | %d | %d | | %.0f | %.0f | 0 | |"
            .formatted(
                median(sharedJumps),
                largestSharedQuietJump,
                shared.largestJump(),
                shared.writes() / millions,
                shared.writes() / millions));
  }

  long rebases() {
    return rebases;
  }

  private static long median(List<Long> of) {
    long[] sorted = of.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }
}
