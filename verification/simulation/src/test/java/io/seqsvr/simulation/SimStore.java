package io.seqsvr.simulation;

import io.seqsvr.alloc.core.CounterReservation;
import io.seqsvr.alloc.core.Reservation;
import io.seqsvr.alloc.core.SectionStore;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.store.core.Acquire;
import io.seqsvr.store.core.ChunkPage;
import io.seqsvr.store.core.ChunkRef;
import io.seqsvr.store.core.ChunkWrite;
import io.seqsvr.store.core.CounterPage;
import io.seqsvr.store.core.CounterQuery;
import io.seqsvr.store.core.CounterReserve;
import io.seqsvr.store.core.Decision;
import io.seqsvr.store.core.EntryResult;
import io.seqsvr.store.core.OwnedSection;
import io.seqsvr.store.core.Release;
import io.seqsvr.store.core.Reserve;
import io.seqsvr.store.core.SectionChange;
import io.seqsvr.store.core.SectionRow;
import io.seqsvr.store.core.SequenceStore;
import io.seqsvr.store.core.SnapshotChunk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The store tier as one process reaches it: the real {@link SequenceStore} at the other end of a
 * bad line. Every method blocks its loop. Confined to the baton.
 */
final class SimStore implements SectionStore {
  private static final Duration AGAIN = Duration.ofMillis(20);

  private final World world;
  private final VirtualNode node;
  private final SequenceStore store;

  SimStore(World world, VirtualNode node) {
    this.world = world;
    this.node = node;
    this.store = world.store();
  }

  static SeqsvrException silent(String why) {
    return SeqsvrException.retryable(ErrorReason.STORE_UNAVAILABLE, why, AGAIN);
  }

  @Override
  public ClusterIdentity cluster() {
    return call("cluster", () -> store.cluster().identity());
  }

  @Override
  public List<Row> inspect(ClusterIdentity cluster, int first, int last) {
    return call(
        "inspect",
        () -> {
          store.checkInspect(cluster.id(), first, last);
          return store.inspect(first, last).stream().map(SimStore::row).toList();
        });
  }

  @Override
  public List<Row> inspect(ClusterIdentity cluster, List<Integer> sections) {
    return call(
        "inspect",
        () -> {
          store.checkInspect(cluster.id(), sections);
          return store.inspect(sections).stream().map(SimStore::row).toList();
        });
  }

  @Override
  public List<Outcome<Acquired>> acquire(
      ClusterIdentity cluster, String incarnation, long step, List<Acquisition> acquisitions) {
    List<Acquire> changes =
        acquisitions.stream()
            .map(
                a ->
                    new Acquire(
                        a.section(),
                        a.expectedEpoch(),
                        incarnation,
                        a.attemptId(),
                        step,
                        a.clean()))
            .toList();
    return change(
        "acquire",
        cluster,
        changes,
        d -> new Acquired(d.row().sectionId(), d.row().epoch(), d.row().base(), d.row().maxSeq()));
  }

  @Override
  public List<Outcome<List<CounterRow>>> readCounters(
      ClusterIdentity cluster, List<Owned> sections) {
    CounterQuery query =
        new CounterQuery(
            sections.stream()
                .map(owned -> new OwnedSection(owned.section(), owned.epoch()))
                .sorted(Comparator.comparingInt(OwnedSection::sectionId))
                .toList(),
            0,
            0,
            CounterQuery.MAX_LIMIT);
    CounterPage page =
        call(
            "read counters",
            () -> {
              store.checkQuery(cluster.id(), query);
              return store.readCounters(query);
            });
    return sections.stream().map(owned -> counters(page, owned)).toList();
  }

  private static Outcome<List<CounterRow>> counters(CounterPage page, Owned owned) {
    for (CounterQuery.Refused refused : page.refused()) {
      if (refused.sectionId() == owned.section()) {
        return new Outcome<>(null, refused.refusal());
      }
    }
    return new Outcome<>(
        page.counters().stream()
            .filter(counter -> counter.sectionId() == owned.section())
            .map(counter -> new CounterRow(counter.hash(), counter.maxSeq()))
            .toList(),
        null);
  }

  @Override
  public List<Outcome<Reservation>> reserve(
      ClusterIdentity cluster, List<Reservation> reservations) {
    List<Reserve> changes =
        reservations.stream()
            .map(r -> new Reserve(r.section(), r.epoch(), r.ceiling(), r.newCeiling()))
            .toList();
    List<Outcome<Long>> outcomes =
        change("reserve", cluster, changes, decision -> decision.row().maxSeq());
    List<Outcome<Reservation>> answers = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i++) {
      Long ceiling = outcomes.get(i).value();
      answers.add(
          ceiling == null || ceiling == reservations.get(i).newCeiling()
              ? new Outcome<>(
                  ceiling == null ? null : reservations.get(i), outcomes.get(i).refusal())
              : new Outcome<>(null, SeqsvrException.of(ErrorReason.STORE_WENT_BACK, "other")));
    }
    return answers;
  }

  @Override
  public List<Outcome<CounterReservation>> reserveCounters(
      ClusterIdentity cluster, List<CounterReservation> reservations) {
    List<CounterReserve> reserves =
        reservations.stream()
            .map(
                r ->
                    new CounterReserve(
                        r.section(), r.epoch(), r.hash(), r.ceiling(), r.newCeiling(), r.raise()))
            .toList();
    return call(
        "reserve counters",
        () ->
            outcomes(
                reservations, store.reserveCounters(store.checkCounters(cluster.id(), reserves))));
  }

  @Override
  public List<Outcome<Chunk>> writeSnapshots(ClusterIdentity cluster, List<Chunk> chunks) {
    List<ChunkWrite> writes =
        chunks.stream()
            .map(c -> new SnapshotChunk(c.section(), c.epoch(), c.index(), c.content()))
            .map(ChunkWrite::new)
            .toList();
    return call(
        "write snapshots",
        () -> outcomes(chunks, store.writeChunks(store.checkChunks(cluster.id(), writes))));
  }

  @Override
  public List<Chunk> readSnapshots(ClusterIdentity cluster, List<Row> rows) {
    List<ChunkRef> refs = new ArrayList<>();
    for (Row row : rows) {
      SnapshotSeal seal = row.snapshot();
      if (seal != null) {
        refs.add(new ChunkRef(row.section(), seal.epoch(), 0));
      }
    }
    ChunkPage page =
        call("read snapshots", () -> store.readChunks(store.checkRefs(cluster.id(), refs)));
    return page.chunks().stream()
        .map(c -> new Chunk(c.sectionId(), c.epoch(), c.chunk(), c.content()))
        .toList();
  }

  @Override
  public List<Outcome<Long>> release(ClusterIdentity cluster, List<Surrender> surrenders) {
    List<Release> changes =
        surrenders.stream()
            .map(s -> new Release(s.section(), s.epoch(), seal(s.epoch(), s.snapshot())))
            .toList();
    // The store answers with the epoch that follows the released one, as its wire format does.
    return change("release", cluster, changes, decision -> decision.row().epoch());
  }

  private static io.seqsvr.store.core.SnapshotSeal seal(long epoch, @Nullable SnapshotSeal seal) {
    return seal == null
        ? io.seqsvr.store.core.SnapshotSeal.NONE
        : new io.seqsvr.store.core.SnapshotSeal(epoch, seal.chunks(), seal.checksum());
  }

  private static Row row(SectionRow row) {
    io.seqsvr.store.core.SnapshotSeal seal = row.snapshot();
    return new Row(
        row.sectionId(),
        row.epoch(),
        row.owner(),
        row.maxSeq(),
        seal.isNone() ? null : new SnapshotSeal(seal.epoch(), seal.chunks(), seal.checksum()));
  }

  private <T> List<Outcome<T>> change(
      String what,
      ClusterIdentity cluster,
      List<? extends SectionChange> changes,
      Function<Decision, T> value) {
    return call(
        what,
        () -> {
          List<Outcome<T>> outcomes = new ArrayList<>();
          for (Decision decision : store.apply(store.check(cluster.id(), changes))) {
            outcomes.add(outcome(value.apply(decision), decision));
          }
          return outcomes;
        });
  }

  private <T> List<Outcome<T>> outcomes(List<T> asked, List<? extends EntryResult> results) {
    List<Outcome<T>> outcomes = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      outcomes.add(outcome(asked.get(i), results.get(i)));
    }
    return outcomes;
  }

  private <T> Outcome<T> outcome(T value, EntryResult result) {
    SeqsvrException refusal = result.refusal().orElse(null);
    if (refusal != null) {
      world.onStoreRefused(node, refusal);
      return new Outcome<>(null, refusal);
    }
    return new Outcome<>(value, null);
  }

  private <T> T call(String what, Supplier<T> work) {
    world.trace().add(what, node.name(), 0, 0);
    return world.storeService().block(node, world.profile().storeLimitNanos(), work);
  }
}
