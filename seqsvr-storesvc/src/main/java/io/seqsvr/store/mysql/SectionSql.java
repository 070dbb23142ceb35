package io.seqsvr.store.mysql;

import io.seqsvr.store.core.SectionRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The statements on section rows. The caller has the transaction. */
final class SectionSql {
  private static final String COLUMNS = "section_id, epoch, owner, base, max_seq, attempt";
  private static final int INSERT_ROWS = 1_000;

  private SectionSql() {}

  /**
   * Reads and locks rows in the order of their ids. Every writer locks in this order, so two of
   * them cannot wait for each other.
   */
  static List<SectionRow> lock(Connection connection, List<Integer> sectionIds)
      throws SQLException {
    String sql =
        "SELECT "
            + COLUMNS
            + " FROM section WHERE section_id IN ("
            + String.join(",", Collections.nCopies(sectionIds.size(), "?"))
            + ") ORDER BY section_id FOR UPDATE";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < sectionIds.size(); i++) {
        statement.setInt(i + 1, sectionIds.get(i));
      }
      return rows(statement);
    }
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
   * A row to store.
   *
   * @param before the row as it was locked
   */
  record Update(SectionRow before, SectionRow after) {}

  /**
   * Stores rows, in one round trip. Each statement names the row's old epoch and ceiling again: the
   * lock makes them true, and a database that does not keep its locks is found out here.
   *
   * @throws IllegalStateException if a row is not what it was when it was locked
   */
  static void update(Connection connection, List<Update> updates) throws SQLException {
    String sql =
        "UPDATE section SET epoch = ?, owner = ?, base = ?, max_seq = ?, attempt = ?"
            + " WHERE section_id = ? AND epoch = ? AND max_seq = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (Update update : updates) {
        bind(statement, update);
        statement.addBatch();
      }
      int[] counts = statement.executeBatch();
      for (int i = 0; i < counts.length; i++) {
        if (counts[i] != 1) {
          throw new IllegalStateException(
              "row changed under its lock: " + updates.get(i) + ", rows hit: " + counts[i]);
        }
      }
    }
  }

  /** Writes the rows of sections that nobody ever owned, ids 0 to count - 1. */
  static void insertUnused(Connection connection, int count) throws SQLException {
    for (int first = 0; first < count; first += INSERT_ROWS) {
      List<String> values = new ArrayList<>();
      for (int id = first; id < Math.min(count, first + INSERT_ROWS); id++) {
        values.add("(" + id + ",0,'',0,0,'')");
      }
      String sql = "INSERT INTO section (" + COLUMNS + ") VALUES " + String.join(",", values);
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.executeUpdate();
      }
    }
  }

  private static void bind(PreparedStatement statement, Update update) throws SQLException {
    SectionRow after = update.after();
    statement.setLong(1, after.epoch());
    statement.setString(2, after.owner());
    statement.setLong(3, after.base());
    statement.setLong(4, after.maxSeq());
    statement.setString(5, after.attempt());
    statement.setInt(6, after.sectionId());
    statement.setLong(7, update.before().epoch());
    statement.setLong(8, update.before().maxSeq());
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
                result.getString(6)));
      }
    }
    return rows;
  }
}
