package io.seqsvr.store.core;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Rows in memory, as durable as the test. Keeps the whole contract of {@link SectionStorage}, so
 * that a {@link SequenceStore} over it stands for the store tier in tests of others. Thread-safe:
 * {@code this} is the lock of all rows.
 */
public final class InMemorySectionStorage implements SectionStorage {
  private final NavigableMap<Integer, SectionRow> rows = new TreeMap<>();
  private final NavigableMap<CounterKey, Long> counters = new TreeMap<>();

  private final NavigableMap<String, LeaseRow> leases = new TreeMap<>();

  /** By section, then by epoch, then by number. */
  private final Map<Integer, Map<Long, NavigableMap<Integer, SnapshotChunk>>> chunks =
      new HashMap<>();

  public InMemorySectionStorage(int sectionCount) {
    for (int id = 0; id < sectionCount; id++) {
      rows.put(id, SectionRow.unused(id));
    }
  }

  /** Sets a row, allowed or not. */
  public synchronized void put(SectionRow row) {
    rows.put(row.sectionId(), row);
  }

  /** Sets a counter, allowed or not. */
  public synchronized void put(HotCounter counter) {
    counters.put(new CounterKey(counter.sectionId(), counter.hash()), counter.maxSeq());
  }

  /** Sets a lease, allowed or not. */
  public synchronized void put(LeaseRow row) {
    leases.put(row.incarnation(), row);
  }

  /** All hot counters, in order, those below their base too. */
  public synchronized List<HotCounter> counters() {
    return counters.entrySet().stream()
        .map(e -> new HotCounter(e.getKey().sectionId(), e.getKey().hash(), e.getValue()))
        .toList();
  }

  @Override
  public synchronized List<Decision> apply(List<? extends SectionChange> changes) {
    List<Decision> decisions = new ArrayList<>();
    for (SectionChange change : changes) {
      NavigableMap<Integer, SnapshotChunk> stored =
          chunks(change.sectionId(), change.counted().epoch());
      ChunkCount count =
          stored.isEmpty() ? ChunkCount.NONE : new ChunkCount(stored.size(), stored.lastKey());
      SectionRow row = row(change.sectionId());
      Decision decision = change.decide(row, new Evidence(count, states(change.asksFor(row))));
      decision.update().ifPresent(this::store);
      decisions.add(decision);
    }
    return decisions;
  }

  private LeaseStates states(Set<String> incarnations) {
    return new LeaseStates(
        incarnations.stream()
            .filter(leases::containsKey)
            .collect(Collectors.toMap(i -> i, i -> requireNonNull(leases.get(i)).state())));
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
  }

  @Override
  public synchronized List<SectionRow> read(int firstSection, int lastSection) {
    return List.copyOf(rows.subMap(firstSection, true, lastSection, true).values());
  }

  @Override
  public synchronized List<SectionRow> read(List<Integer> sectionIds) {
    return sectionIds.stream().map(this::row).toList();
  }

  @Override
  public synchronized List<CounterReserve.Result> reserveCounters(List<CounterReserve> reserves) {
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
  public synchronized CounterPage readCounters(CounterQuery query) {
    CounterQuery.Served served = query.serve(rows);
    Map<Integer, Long> bases =
        served.owned().stream().collect(Collectors.toMap(SectionRow::sectionId, SectionRow::base));
    CounterKey after = new CounterKey(query.afterSectionId(), query.afterHash());
    List<HotCounter> found =
        counters().stream()
            .filter(c -> c.maxSeq() > bases.getOrDefault(c.sectionId(), Long.MAX_VALUE))
            .filter(
                c ->
                    query.isFirstPage()
                        || new CounterKey(c.sectionId(), c.hash()).compareTo(after) > 0)
            .limit(query.limit() + 1L)
            .toList();
    return CounterPage.of(query, found, served.refused());
  }

  @Override
  public synchronized List<ChunkWrite.Result> writeChunks(List<ChunkWrite> writes) {
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
  public synchronized ChunkPage readChunks(List<ChunkRef> refs) {
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
  public synchronized LeaseDecision changeLease(LeaseChange change, long nowMillis) {
    LeaseDecision decision =
        change.decide(Optional.ofNullable(leases.get(change.incarnation())), nowMillis);
    if (decision.isWrite()) {
      leases.put(change.incarnation(), decision.row().orElseThrow());
    }
    return decision;
  }

  @Override
  public synchronized List<LeaseRow> readLeases(String after, int limit) {
    return leases.tailMap(after, false).values().stream().limit(limit).toList();
  }

  @Override
  public synchronized int forgetFencedLeases(long beforeMillis, int limit) {
    Set<String> owners = rows.values().stream().map(SectionRow::owner).collect(Collectors.toSet());
    List<String> forgotten =
        leases.values().stream()
            .filter(lease -> lease.isFenced() && lease.updatedAtMillis() < beforeMillis)
            .map(LeaseRow::incarnation)
            .filter(incarnation -> !owners.contains(incarnation))
            .limit(limit)
            .toList();
    forgotten.forEach(leases::remove);
    return forgotten.size();
  }

  private SectionRow row(int sectionId) {
    return requireNonNull(rows.get(sectionId));
  }

  private NavigableMap<Integer, SnapshotChunk> chunks(int sectionId, long epoch) {
    return chunks.getOrDefault(sectionId, Map.of()).getOrDefault(epoch, new TreeMap<>());
  }
}
