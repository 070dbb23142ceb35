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
import java.util.stream.Collectors;

/** The statements on section rows. The caller has the transaction. */
final class SectionSql {
  private static final String COLUMNS =
      "section_id, epoch, owner, base, max_seq, attempt, attempt_clean,"
          + " snapshot_epoch, snapshot_chunks, snapshot_sum";
  private static final int INSERT_ROWS = 1_000;
  private static final String UPDATE =
      "UPDATE JSON_TABLE(?, '$[*]' COLUMNS (section_id INT PATH '$[0]',"
          + " old_epoch BIGINT PATH '$[1]', old_max_seq BIGINT PATH '$[2]',"
          + " epoch BIGINT PATH '$[3]', owner VARCHAR(64) PATH '$[4]', base BIGINT PATH '$[5]',"
          + " max_seq BIGINT PATH '$[6]', attempt VARCHAR(64) PATH '$[7]',"
          + " attempt_clean INT PATH '$[8]', snapshot_epoch BIGINT PATH '$[9]',"
          + " snapshot_chunks INT PATH '$[10]', snapshot_sum BIGINT PATH '$[11]')) AS n"
          + " STRAIGHT_JOIN section AS s FORCE INDEX (PRIMARY) ON s.section_id = n.section_id"
          + " AND s.epoch = n.old_epoch AND s.max_seq = n.old_max_seq"
          + " SET s.epoch = n.epoch, s.owner = n.owner, s.base = n.base, s.max_seq = n.max_seq,"
          + " s.attempt = n.attempt, s.attempt_clean = n.attempt_clean,"
          + " s.snapshot_epoch = n.snapshot_epoch, s.snapshot_chunks = n.snapshot_chunks,"
          + " s.snapshot_sum = n.snapshot_sum";

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
   * Stores rows, in one statement: a take-over writes hundreds, and to parse each would be most of
   * its time. A row is hit only where it has its old epoch and ceiling: the lock makes these true,
   * and a database that does not keep its locks is found out here.
   *
   * @throws IllegalStateException if a row is not what it was when it was locked
   */
  static void update(Connection connection, List<SectionUpdate> updates) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(UPDATE)) {
      statement.setString(
          1, updates.stream().map(SectionSql::json).collect(Collectors.joining(",", "[", "]")));
      int hit = statement.executeUpdate();
      if (hit != updates.size()) {
        throw new IllegalStateException(
            "rows changed under their locks: " + hit + " of " + updates.size() + " are as locked");
      }
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

  /** Its columns as {@link #UPDATE} names them; ids have nothing that JSON would escape. */
  private static String json(SectionUpdate update) {
    SectionRow before = update.before();
    SectionRow after = update.after();
    SnapshotSeal seal = after.snapshot();
    return "["
        + before.sectionId()
        + ','
        + before.epoch()
        + ','
        + before.maxSeq()
        + ','
        + after.epoch()
        + ",\""
        + after.owner()
        + "\","
        + after.base()
        + ','
        + after.maxSeq()
        + ",\""
        + after.attempt()
        + "\","
        + (after.attemptClean() ? 1 : 0)
        + ','
        + seal.epoch()
        + ','
        + seal.chunks()
        + ','
        + seal.checksum()
        + ']';
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
