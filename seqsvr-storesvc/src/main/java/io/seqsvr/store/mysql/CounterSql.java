package io.seqsvr.store.mysql;

import io.seqsvr.store.core.CounterKey;
import io.seqsvr.store.core.CounterQuery;
import io.seqsvr.store.core.CounterReserve;
import io.seqsvr.store.core.HotCounter;
import io.seqsvr.store.core.SectionRow;
import io.seqsvr.store.core.SectionUpdate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The statements on hot counters. The caller has the transaction, and for all but reading the locks
 * of the sections. Each statement is told its index: a scan of a table that is still small would
 * wait for rows of other sections, and whoever holds these could wait for this one's.
 */
final class CounterSql {
  private CounterSql() {}

  /**
   * Reads and locks counters, in the order of sections and hashes.
   *
   * @return the ceilings of those that are there
   */
  static Map<CounterKey, Long> lock(Connection connection, Collection<CounterKey> keys)
      throws SQLException {
    // Grouped by section: a list of pairs is not looked up by index everywhere.
    Map<Integer, SortedSet<Long>> bySection = new HashMap<>();
    for (CounterKey key : keys) {
      bySection.computeIfAbsent(key.sectionId(), id -> new TreeSet<>()).add(key.hash());
    }
    String where =
        bySection.values().stream()
            .map(hashes -> "(section_id = ? AND h IN (" + marks(hashes.size()) + "))")
            .collect(Collectors.joining(" OR "));
    String sql =
        "SELECT section_id, h, max_seq FROM hot_counter FORCE INDEX (PRIMARY) WHERE "
            + where
            + " ORDER BY section_id, h FOR UPDATE";
    Map<CounterKey, Long> found = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int index = 1;
      for (Map.Entry<Integer, SortedSet<Long>> section : bySection.entrySet()) {
        statement.setInt(index++, section.getKey());
        for (long hash : section.getValue()) {
          statement.setLong(index++, hash);
        }
      }
      for (HotCounter counter : counters(statement)) {
        found.put(new CounterKey(counter.sectionId(), counter.hash()), counter.maxSeq());
      }
    }
    return found;
  }

  /**
   * Stores ceilings: new rows in one statement, and the others in one packet.
   *
   * @param locked the ceilings as {@link #lock} has found them
   * @throws IllegalStateException if a row is not what it was when it was locked
   */
  static void write(
      Connection connection, List<CounterReserve> writes, Map<CounterKey, Long> locked)
      throws SQLException {
    List<CounterReserve> old = writes.stream().filter(w -> locked.containsKey(w.key())).toList();
    List<CounterReserve> fresh = writes.stream().filter(w -> !locked.containsKey(w.key())).toList();
    if (!old.isEmpty()) {
      update(connection, old, locked);
    }
    if (!fresh.isEmpty()) {
      insert(connection, fresh);
    }
  }

  private static void update(
      Connection connection, List<CounterReserve> writes, Map<CounterKey, Long> locked)
      throws SQLException {
    String sql =
        "UPDATE hot_counter SET max_seq = ? WHERE section_id = ? AND h = ? AND max_seq = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (CounterReserve write : writes) {
        statement.setLong(1, write.newMaxSeq());
        statement.setInt(2, write.sectionId());
        statement.setLong(3, write.hash());
        statement.setLong(4, locked.getOrDefault(write.key(), 0L));
        statement.addBatch();
      }
      Batches.executeEach(statement, writes);
    }
  }

  private static void insert(Connection connection, List<CounterReserve> writes)
      throws SQLException {
    String sql = "INSERT INTO hot_counter (section_id, h, max_seq) VALUES (?, ?, ?)";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (CounterReserve write : writes) {
        statement.setInt(1, write.sectionId());
        statement.setLong(2, write.hash());
        statement.setLong(3, write.newMaxSeq());
        statement.addBatch();
      }
      Batches.executeEach(statement, writes);
    }
  }

  /**
   * Deletes the counters that the new base of their section stands for, in one statement: a
   * take-over of many sections, few of which have any, would spend its time on finding none.
   */
  static void deleteUpToBase(Connection connection, List<SectionUpdate> rebased)
      throws SQLException {
    String sql =
        "DELETE c FROM hot_counter AS c FORCE INDEX (PRIMARY) WHERE "
            + String.join(
                " OR ",
                Collections.nCopies(rebased.size(), "(c.section_id = ? AND c.max_seq <= ?)"));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int index = 1;
      for (SectionUpdate update : rebased) {
        statement.setInt(index++, update.after().sectionId());
        statement.setLong(index++, update.after().base());
      }
      statement.executeUpdate();
    }
  }

  /**
   * Reads counters above their section's base, in order, one more than the query's limit if there
   * are so many.
   *
   * @param owned sections that may be read, in the order of their ids
   */
  static List<HotCounter> read(Connection connection, CounterQuery query, List<SectionRow> owned)
      throws SQLException {
    List<Integer> later =
        owned.stream()
            .map(SectionRow::sectionId)
            .filter(id -> query.isFirstPage() || id > query.afterSectionId())
            .toList();
    boolean goesOn =
        !query.isFirstPage()
            && owned.stream().anyMatch(row -> row.sectionId() == query.afterSectionId());
    List<String> where = new ArrayList<>();
    if (goesOn) {
      where.add("(c.section_id = ? AND c.h > ?)");
    }
    if (!later.isEmpty()) {
      where.add("c.section_id IN (" + marks(later.size()) + ")");
    }
    if (where.isEmpty()) {
      return List.of();
    }
    String sql =
        "SELECT STRAIGHT_JOIN c.section_id, c.h, c.max_seq"
            + " FROM hot_counter AS c FORCE INDEX (PRIMARY)"
            + " JOIN section AS s ON s.section_id = c.section_id AND c.max_seq > s.base WHERE "
            + String.join(" OR ", where)
            + " ORDER BY c.section_id, c.h LIMIT ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int index = 1;
      if (goesOn) {
        statement.setInt(index++, query.afterSectionId());
        statement.setLong(index++, query.afterHash());
      }
      for (int id : later) {
        statement.setInt(index++, id);
      }
      statement.setInt(index, query.limit() + 1);
      return counters(statement);
    }
  }

  private static String marks(int count) {
    return String.join(",", Collections.nCopies(count, "?"));
  }

  private static List<HotCounter> counters(PreparedStatement statement) throws SQLException {
    List<HotCounter> counters = new ArrayList<>();
    try (ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        counters.add(new HotCounter(result.getInt(1), result.getLong(2), result.getLong(3)));
      }
    }
    return counters;
  }
}
