package io.seqsvr.simulation;

import static java.util.Objects.requireNonNull;

import io.seqsvr.store.core.ChunkCount;
import io.seqsvr.store.core.ChunkPage;
import io.seqsvr.store.core.ChunkRef;
import io.seqsvr.store.core.ChunkWrite;
import io.seqsvr.store.core.CounterKey;
import io.seqsvr.store.core.CounterPage;
import io.seqsvr.store.core.CounterQuery;
import io.seqsvr.store.core.CounterReserve;
import io.seqsvr.store.core.Decision;
import io.seqsvr.store.core.Evidence;
import io.seqsvr.store.core.HotCounter;
import io.seqsvr.store.core.LeaseChange;
import io.seqsvr.store.core.LeaseDecision;
import io.seqsvr.store.core.LeaseRow;
import io.seqsvr.store.core.LeaseStates;
import io.seqsvr.store.core.SectionChange;
import io.seqsvr.store.core.SectionRow;
import io.seqsvr.store.core.SectionStorage;
import io.seqsvr.store.core.SectionUpdate;
import io.seqsvr.store.core.SnapshotChunk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The store's rows in memory. What becomes of them is decided by the real decisions; a transaction
 * is one event. Confined to the baton.
 */
final class StoredRows implements SectionStorage {
  /** Hears of each row that changes. */
  interface Watcher {
    void onChanged(SectionUpdate update);
  }

  private final Watcher watcher;
  private final NavigableMap<Integer, SectionRow> rows = new TreeMap<>();
  private final NavigableMap<CounterKey, Long> counters = new TreeMap<>();
  private final NavigableMap<String, LeaseRow> leases = new TreeMap<>();

  /** By section, then by epoch, then by number. */
  private final Map<Integer, Map<Long, NavigableMap<Integer, SnapshotChunk>>> chunks =
      new HashMap<>();

  StoredRows(int sections, Watcher watcher) {
    this.watcher = watcher;
    for (int id = 0; id < sections; id++) {
      rows.put(id, SectionRow.unused(id));
    }
  }

  /** The ceiling of a hot counter, 0 if it has no row. */
  long counter(int section, long key) {
    return counters.getOrDefault(new CounterKey(section, key), 0L);
  }

  SectionRow row(int section) {
    return requireNonNull(rows.get(section));
  }

  @Override
  public List<Decision> apply(List<? extends SectionChange> changes) {
    List<Decision> decisions = new ArrayList<>();
    for (SectionChange change : changes) {
      NavigableMap<Integer, SnapshotChunk> stored =
          chunks(change.sectionId(), change.counted().epoch());
      ChunkCount count =
          stored.isEmpty() ? ChunkCount.NONE : new ChunkCount(stored.size(), stored.lastKey());
      Decision decision =
          change.decide(row(change.sectionId()), new Evidence(count, states(change)));
      decision.update().ifPresent(this::store);
      decisions.add(decision);
    }
    return decisions;
  }

  private LeaseStates states(SectionChange change) {
    Map<String, LeaseRow.State> states = new HashMap<>();
    for (String incarnation : change.asksFor(row(change.sectionId()))) {
      LeaseRow lease = leases.get(incarnation);
      if (lease != null) {
        states.put(incarnation, lease.state());
      }
    }
    return states.isEmpty() ? LeaseStates.NONE : new LeaseStates(states);
  }

  private void store(SectionUpdate update) {
    SectionRow after = update.after();
    int id = after.sectionId();
    rows.put(id, after);
    if (update.raisesBase()) {
      counters
          .entrySet()
          .removeIf(e -> e.getKey().sectionId() == id && e.getValue() <= after.base());
    }
    if (update.dropsChunks()) {
      chunks.remove(id);
    }
    watcher.onChanged(update);
  }

  @Override
  public List<SectionRow> read(int firstSection, int lastSection) {
    return List.copyOf(rows.subMap(firstSection, true, lastSection, true).values());
  }

  @Override
  public List<SectionRow> read(List<Integer> sectionIds) {
    return sectionIds.stream().map(this::row).toList();
  }

  @Override
  public List<CounterReserve.Result> reserveCounters(List<CounterReserve> reserves) {
    List<CounterReserve.Result> results = new ArrayList<>();
    for (CounterReserve reserve : reserves) {
      CounterReserve.Result result =
          reserve.decide(row(reserve.sectionId()), counters.getOrDefault(reserve.key(), 0L));
      if (result.isWrite()) {
        counters.put(reserve.key(), reserve.newMaxSeq());
      }
      results.add(result);
    }
    return results;
  }

  @Override
  public CounterPage readCounters(CounterQuery query) {
    CounterQuery.Served served = query.serve(rows);
    List<HotCounter> found = new ArrayList<>();
    for (SectionRow row : served.owned()) {
      for (Map.Entry<CounterKey, Long> counter : counters.entrySet()) {
        if (counter.getKey().sectionId() == row.sectionId() && counter.getValue() > row.base()) {
          found.add(new HotCounter(row.sectionId(), counter.getKey().hash(), counter.getValue()));
        }
      }
    }
    return CounterPage.of(query, found, served.refused());
  }

  @Override
  public List<ChunkWrite.Result> writeChunks(List<ChunkWrite> writes) {
    List<ChunkWrite.Result> results = new ArrayList<>();
    for (ChunkWrite write : writes) {
      SnapshotChunk chunk = write.chunk();
      SnapshotChunk stored = chunks(chunk.sectionId(), chunk.epoch()).get(chunk.chunk());
      ChunkWrite.Result result =
          write.decide(row(chunk.sectionId()), stored == null ? null : stored.content());
      if (result.isWrite()) {
        chunks
            .computeIfAbsent(chunk.sectionId(), id -> new HashMap<>())
            .computeIfAbsent(chunk.epoch(), epoch -> new TreeMap<>())
            .put(chunk.chunk(), chunk);
      }
      results.add(result);
    }
    return results;
  }

  @Override
  public ChunkPage readChunks(List<ChunkRef> refs) {
    ChunkPage.Builder page = new ChunkPage.Builder();
    for (ChunkRef ref : refs) {
      chunks(ref.sectionId(), ref.epoch())
          .tailMap(ref.firstChunk(), true)
          .values()
          .forEach(page::add);
    }
    return page.build();
  }

  @Override
  public LeaseDecision changeLease(LeaseChange change, long nowMillis) {
    LeaseDecision decision =
        change.decide(Optional.ofNullable(leases.get(change.incarnation())), nowMillis);
    if (decision.isWrite()) {
      leases.put(change.incarnation(), decision.row().orElseThrow());
    }
    return decision;
  }

  @Override
  public List<LeaseRow> readLeases(String after, int limit) {
    return leases.tailMap(after, false).values().stream().limit(limit).toList();
  }

  /** Runs are too short for that. */
  @Override
  public int forgetFencedLeases(long beforeMillis, int limit) {
    return 0;
  }

  private NavigableMap<Integer, SnapshotChunk> chunks(int sectionId, long epoch) {
    return chunks.getOrDefault(sectionId, Map.of()).getOrDefault(epoch, new TreeMap<>());
  }
}
