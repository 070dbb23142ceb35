package io.seqsvr.store.mysql;

import io.seqsvr.store.core.SectionRow;
import io.seqsvr.store.core.SectionUpdate;
import io.seqsvr.store.core.SnapshotSeal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The statements on section rows. The caller has the transaction. */
final class SectionSql {
  private static final String COLUMNS =
      "section_id, epoch, owner, base, max_seq, attempt, attempt_clean,"
          + " snapshot_epoch, snapshot_chunks, snapshot_sum";
  private static final int INSERT_ROWS = 1_000;

  private SectionSql() {}

  /**
   * Reads and locks rows in the order of their ids. Every writer of anything in a section locks
   * these first and in this order, so two of them cannot wait for each other.
   *
   * @param sectionIds in any order, one of them maybe twice
   * @return the rows by id
   * @throws IllegalStateException if a row is not there
   */
  static Map<Integer, SectionRow> lock(Connection connection, List<Integer> sectionIds)
      throws SQLException {
    return byId(connection, sectionIds, " FOR UPDATE");
  }

  /** Reads rows as {@link #lock}, without a lock. */
  static Map<Integer, SectionRow> find(Connection connection, List<Integer> sectionIds)
      throws SQLException {
    return byId(connection, sectionIds, "");
  }

  private static Map<Integer, SectionRow> byId(
      Connection connection, List<Integer> sectionIds, String lock) throws SQLException {
    List<Integer> ids = sectionIds.stream().distinct().toList();
    String sql =
        "SELECT "
            + COLUMNS
            + " FROM section WHERE section_id IN ("
            + String.join(",", Collections.nCopies(ids.size(), "?"))
            + ") ORDER BY section_id"
            + lock;
    Map<Integer, SectionRow> rows = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < ids.size(); i++) {
        statement.setInt(i + 1, ids.get(i));
      }
      rows(statement).forEach(row -> rows.put(row.sectionId(), row));
    }
    for (int id : ids) {
      if (!rows.containsKey(id)) {
        throw new IllegalStateException("the row of section " + id + " is gone");
      }
    }
    return rows;
  }

  /** Reads rows without a lock, both bounds inclusive. */
  static List<SectionRow> read(Connection connection, int first, int last) throws SQLException {
    String sql =
        "SELECT " + COLUMNS + " FROM section WHERE section_id BETWEEN ? AND ? ORDER BY section_id";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, first);
      statement.setInt(2, last);
      return rows(statement);
    }
  }

  /**
   * Stores rows, in one round trip. Each statement names the row's old epoch and ceiling again: the
   * lock makes them true, and a database that does not keep its locks is found out here.
   *
   * @throws IllegalStateException if a row is not what it was when it was locked
   */
  static void update(Connection connection, List<SectionUpdate> updates) throws SQLException {
    String sql =
        "UPDATE section SET epoch = ?, owner = ?, base = ?, max_seq = ?, attempt = ?,"
            + " attempt_clean = ?, snapshot_epoch = ?, snapshot_chunks = ?, snapshot_sum = ?"
            + " WHERE section_id = ? AND epoch = ? AND max_seq = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (SectionUpdate update : updates) {
        bind(statement, update);
        statement.addBatch();
      }
      Batches.executeEach(statement, updates);
    }
  }

  /** Writes the rows of sections that nobody ever owned, ids 0 to count - 1. */
  static void insertUnused(Connection connection, int count) throws SQLException {
    for (int first = 0; first < count; first += INSERT_ROWS) {
      List<String> values = new ArrayList<>();
      for (int id = first; id < Math.min(count, first + INSERT_ROWS); id++) {
        values.add("(" + id + ",0,'',0,0,'',0,0,0,0)");
      }
      String sql = "INSERT INTO section (" + COLUMNS + ") VALUES " + String.join(",", values);
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.executeUpdate();
      }
    }
  }

  private static void bind(PreparedStatement statement, SectionUpdate update) throws SQLException {
    SectionRow after = update.after();
    statement.setLong(1, after.epoch());
    statement.setString(2, after.owner());
    statement.setLong(3, after.base());
    statement.setLong(4, after.maxSeq());
    statement.setString(5, after.attempt());
    statement.setBoolean(6, after.attemptClean());
    statement.setLong(7, after.snapshot().epoch());
    statement.setInt(8, after.snapshot().chunks());
    statement.setLong(9, after.snapshot().checksum());
    statement.setInt(10, after.sectionId());
    statement.setLong(11, update.before().epoch());
    statement.setLong(12, update.before().maxSeq());
  }

  private static List<SectionRow> rows(PreparedStatement statement) throws SQLException {
    List<SectionRow> rows = new ArrayList<>();
    try (ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        rows.add(
            new SectionRow(
                result.getInt(1),
                result.getLong(2),
                result.getString(3),
                result.getLong(4),
                result.getLong(5),
                result.getString(6),
                result.getBoolean(7),
                new SnapshotSeal(result.getLong(8), result.getInt(9), result.getLong(10))));
      }
    }
    return rows;
  }
}
