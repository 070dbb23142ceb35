package io.seqsvr.message.server.mysql;

import io.seqsvr.message.server.lane.Head;
import io.seqsvr.message.server.lane.LaneEpoch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The statements on fences and heads. The caller has the transaction. */
final class HeadSql {
  private static final String COLUMNS = "conv_id, epoch, head_seq, head_no, floor_seq";

  /** A row is looked for among this many: the statement's work grows with its square. */
  private static final int UPDATE_ROWS = 100;

  private HeadSql() {}

  /** Reads and locks a lane's row. */
  static long lockLane(Connection connection, int lane) throws SQLException {
    String sql = "SELECT epoch FROM lane WHERE lane_id = ? FOR UPDATE";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, lane);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new IllegalStateException("the row of lane " + lane + " is gone");
        }
        return row.getLong(1);
      }
    }
  }

  /** Raises the epochs of all lanes and reads them; holds all their locks. */
  static List<LaneEpoch> raiseAll(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE lane SET epoch = epoch + 1 ORDER BY lane_id");
      return epochs(connection);
    }
  }

  /** Reads the epochs of all lanes, in the order of the lanes. */
  static List<LaneEpoch> epochs(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      List<LaneEpoch> lanes = new ArrayList<>();
      try (ResultSet row =
          statement.executeQuery("SELECT lane_id, epoch FROM lane ORDER BY lane_id")) {
        while (row.next()) {
          lanes.add(new LaneEpoch(row.getInt(1), row.getLong(2)));
        }
      }
      return lanes;
    }
  }

  /** Heads of the conversations that exist, without a lock. */
  static Map<String, Head> read(Connection connection, Collection<String> conversations)
      throws SQLException {
    return select(connection, conversations, "");
  }

  /**
   * Heads of the conversations that exist, locked in the order of their keys.
   *
   * <p>The index is named, for in a small table the optimizer prefers a scan, and that waits for
   * the rows of other lanes.
   */
  static Map<String, Head> lock(Connection connection, Collection<String> conversations)
      throws SQLException {
    return select(connection, conversations, " ORDER BY conv_id FOR UPDATE");
  }

  private static Map<String, Head> select(
      Connection connection, Collection<String> conversations, String end) throws SQLException {
    Map<String, Head> heads = new HashMap<>();
    if (conversations.isEmpty()) {
      return heads;
    }
    String sql =
        "SELECT "
            + COLUMNS
            + " FROM conversation FORCE INDEX (PRIMARY) WHERE conv_id IN ("
            + Arguments.list("?", conversations.size())
            + ")"
            + end;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Arguments arguments = new Arguments(statement);
      for (String conversation : conversations) {
        arguments.id(conversation);
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          Head head =
              new Head(
                  Arguments.id(row, 1),
                  row.getLong(2),
                  row.getLong(3),
                  row.getLong(4),
                  row.getLong(5));
          heads.put(head.conversation(), head);
        }
      }
    }
    return heads;
  }

  /**
   * Stores seq and number of heads that are locked.
   *
   * @throws IllegalStateException if a row is gone, which a lock prevents
   */
  static void update(Connection connection, List<Head> heads) throws SQLException {
    for (int from = 0; from < heads.size(); from += UPDATE_ROWS) {
      updateSome(connection, heads.subList(from, Math.min(heads.size(), from + UPDATE_ROWS)));
    }
  }

  private static void updateSome(Connection connection, List<Head> heads) throws SQLException {
    String whens = " WHEN ? THEN ?".repeat(heads.size());
    String sql =
        "UPDATE conversation FORCE INDEX (PRIMARY) SET head_seq = CASE conv_id"
            + whens
            + " END, head_no = CASE conv_id"
            + whens
            + " END WHERE conv_id IN ("
            + Arguments.list("?", heads.size())
            + ")";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Arguments arguments = new Arguments(statement);
      for (Head head : heads) {
        arguments.id(head.conversation()).number(head.headSeq());
      }
      for (Head head : heads) {
        arguments.id(head.conversation()).number(head.headNo());
      }
      for (Head head : heads) {
        arguments.id(head.conversation());
      }
      int hit = statement.executeUpdate();
      if (hit != heads.size()) {
        throw new IllegalStateException(
            "heads changed under their locks: " + heads.size() + " locked, rows hit: " + hit);
      }
    }
  }

  /** Writes the head of a new conversation. */
  static void insert(Connection connection, Head head, int members) throws SQLException {
    String sql =
        "INSERT INTO conversation (" + COLUMNS + ", member_count) VALUES (?, ?, ?, ?, ?, ?)";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      new Arguments(statement)
          .id(head.conversation())
          .number(head.epoch())
          .number(head.headSeq())
          .number(head.headNo())
          .number(head.floorSeq())
          .number(members);
      statement.executeUpdate();
    }
  }

  /** Number of members of a conversation whose row is locked. */
  static int memberCount(Connection connection, String conversation) throws SQLException {
    String sql = "SELECT member_count FROM conversation WHERE conv_id = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      new Arguments(statement).id(conversation);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new IllegalStateException("a conversation is gone under its lock");
        }
        return row.getInt(1);
      }
    }
  }

  /** Changes the number of members of a conversation whose row is locked. */
  static void addToMemberCount(Connection connection, String conversation, int change)
      throws SQLException {
    String sql = "UPDATE conversation SET member_count = member_count + ? WHERE conv_id = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      new Arguments(statement).number(change).id(conversation);
      statement.executeUpdate();
    }
  }
}
