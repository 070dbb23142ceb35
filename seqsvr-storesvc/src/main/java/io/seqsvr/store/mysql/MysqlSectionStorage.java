package io.seqsvr.store.mysql;

import io.seqsvr.database.Transactions;
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
import io.seqsvr.store.core.LeaseChange;
import io.seqsvr.store.core.LeaseDecision;
import io.seqsvr.store.core.LeaseRow;
import io.seqsvr.store.core.LeaseStates;
import io.seqsvr.store.core.OwnedSection;
import io.seqsvr.store.core.SectionChange;
import io.seqsvr.store.core.SectionRow;
import io.seqsvr.store.core.SectionStorage;
import io.seqsvr.store.core.SectionUpdate;
import io.seqsvr.store.core.SnapshotChunk;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Rows in MySQL or MariaDB: one transaction a call, the rows of its sections locked first and in
 * the order of their ids, then the leases that they ask for (see {@link LeaseSql}), and a handful
 * of round trips whatever the number of entries. Nothing but the database is called while locks are
 * held. Thread-safe; methods block as {@link Transactions} says.
 */
public final class MysqlSectionStorage implements SectionStorage {
  private final Transactions transactions;

  /**
   * @param pool connections without auto-commit
   * @param pausedWriterTimeout after which the database drops a transaction that has gone silent
   */
  public MysqlSectionStorage(DataSource pool, Duration pausedWriterTimeout) {
    this.transactions =
        new Transactions(pool, pausedWriterTimeout, "the store's database does not answer");
  }

  @Override
  public List<Decision> apply(List<? extends SectionChange> changes) {
    return transactions.run(connection -> apply(connection, changes));
  }

  @Override
  public List<SectionRow> read(int firstSection, int lastSection) {
    return transactions.run(connection -> SectionSql.read(connection, firstSection, lastSection));
  }

  @Override
  public List<SectionRow> read(List<Integer> sectionIds) {
    return transactions.run(
        connection -> {
          Map<Integer, SectionRow> rows = SectionSql.find(connection, sectionIds);
          return sectionIds.stream().map(id -> row(rows, id)).toList();
        });
  }

  @Override
  public List<CounterReserve.Result> reserveCounters(List<CounterReserve> reserves) {
    return transactions.run(connection -> reserveCounters(connection, reserves));
  }

  @Override
  public CounterPage readCounters(CounterQuery query) {
    return transactions.read(connection -> readCounters(connection, query));
  }

  @Override
  public List<ChunkWrite.Result> writeChunks(List<ChunkWrite> writes) {
    return transactions.run(connection -> writeChunks(connection, writes));
  }

  @Override
  public ChunkPage readChunks(List<ChunkRef> refs) {
    return transactions.read(connection -> SnapshotSql.read(connection, refs));
  }

  @Override
  public LeaseDecision changeLease(LeaseChange change, long nowMillis) {
    return transactions.run(connection -> changeLease(connection, change, nowMillis));
  }

  @Override
  public List<LeaseRow> readLeases(String after, int limit) {
    return transactions.run(connection -> LeaseSql.read(connection, after, limit));
  }

  @Override
  public int forgetFencedLeases(long beforeMillis, int limit) {
    return transactions.run(
        connection -> {
          List<String> found = LeaseSql.findForgettable(connection, beforeMillis, limit);
          return found.isEmpty() ? 0 : LeaseSql.delete(connection, found);
        });
  }

  private static List<Decision> apply(Connection connection, List<? extends SectionChange> changes)
      throws SQLException {
    Map<Integer, SectionRow> rows =
        SectionSql.lock(connection, changes.stream().map(SectionChange::sectionId).toList());
    List<? extends SectionChange> seals =
        changes.stream().filter(change -> !change.counted().isNone()).toList();
    Map<Integer, ChunkCount> chunks =
        seals.isEmpty() ? Map.of() : SnapshotSql.count(connection, seals);
    Set<String> incarnations = new HashSet<>();
    for (SectionChange change : changes) {
      incarnations.addAll(change.asksFor(row(rows, change.sectionId())));
    }
    LeaseStates leases = LeaseSql.share(connection, incarnations);
    List<Decision> decisions = new ArrayList<>();
    for (SectionChange change : changes) {
      int id = change.sectionId();
      Evidence evidence = new Evidence(chunks.getOrDefault(id, ChunkCount.NONE), leases);
      decisions.add(change.decide(row(rows, id), evidence));
    }
    store(connection, decisions.stream().map(Decision::update).flatMap(Optional::stream).toList());
    return decisions;
  }

  private static void store(Connection connection, List<SectionUpdate> updates)
      throws SQLException {
    if (updates.isEmpty()) {
      return;
    }
    SectionSql.update(connection, updates);
    List<SectionUpdate> rebased = updates.stream().filter(SectionUpdate::raisesBase).toList();
    if (!rebased.isEmpty()) {
      CounterSql.deleteUpToBase(connection, rebased);
    }
    List<Integer> dropped =
        updates.stream()
            .filter(SectionUpdate::dropsChunks)
            .map(update -> update.after().sectionId())
            .toList();
    if (!dropped.isEmpty()) {
      SnapshotSql.delete(connection, dropped);
    }
  }

  private static List<CounterReserve.Result> reserveCounters(
      Connection connection, List<CounterReserve> reserves) throws SQLException {
    Map<Integer, SectionRow> rows =
        SectionSql.lock(connection, reserves.stream().map(CounterReserve::sectionId).toList());
    Map<CounterKey, Long> stored =
        CounterSql.lock(connection, reserves.stream().map(CounterReserve::key).toList());
    List<CounterReserve.Result> results = new ArrayList<>();
    List<CounterReserve> writes = new ArrayList<>();
    for (CounterReserve reserve : reserves) {
      CounterReserve.Result result =
          reserve.decide(row(rows, reserve.sectionId()), stored.getOrDefault(reserve.key(), 0L));
      results.add(result);
      if (result.isWrite()) {
        writes.add(reserve);
      }
    }
    CounterSql.write(connection, writes, stored);
    return results;
  }

  private static CounterPage readCounters(Connection connection, CounterQuery query)
      throws SQLException {
    List<Integer> ids = query.sections().stream().map(OwnedSection::sectionId).toList();
    CounterQuery.Served served = query.serve(SectionSql.find(connection, ids));
    return CounterPage.of(
        query, CounterSql.read(connection, query, served.owned()), served.refused());
  }

  private static List<ChunkWrite.Result> writeChunks(Connection connection, List<ChunkWrite> writes)
      throws SQLException {
    List<SnapshotChunk> chunks = writes.stream().map(ChunkWrite::chunk).toList();
    Map<Integer, SectionRow> rows =
        SectionSql.lock(connection, chunks.stream().map(SnapshotChunk::sectionId).toList());
    Map<List<Long>, byte[]> stored = new HashMap<>();
    for (SnapshotChunk chunk : SnapshotSql.find(connection, chunks)) {
      stored.put(chunk.key(), chunk.content());
    }
    List<ChunkWrite.Result> results = new ArrayList<>();
    List<SnapshotChunk> fresh = new ArrayList<>();
    for (ChunkWrite write : writes) {
      SnapshotChunk chunk = write.chunk();
      ChunkWrite.Result result =
          write.decide(row(rows, chunk.sectionId()), stored.get(chunk.key()));
      results.add(result);
      if (result.isWrite()) {
        fresh.add(chunk);
      }
    }
    if (!fresh.isEmpty()) {
      SnapshotSql.insert(connection, fresh);
    }
    return results;
  }

  private static LeaseDecision changeLease(
      Connection connection, LeaseChange change, long nowMillis) throws SQLException {
    Optional<LeaseRow> before = LeaseSql.lock(connection, change.incarnation());
    LeaseDecision decision = change.decide(before, nowMillis);
    if (decision.isWrite()) {
      LeaseRow after = decision.row().orElseThrow();
      if (before.isPresent()) {
        LeaseSql.update(connection, before.get(), after);
      } else {
        LeaseSql.insert(connection, after);
      }
    }
    return decision;
  }

  private static SectionRow row(Map<Integer, SectionRow> rows, int sectionId) {
    return Objects.requireNonNull(rows.get(sectionId)); // lock() has found them all
  }
}
