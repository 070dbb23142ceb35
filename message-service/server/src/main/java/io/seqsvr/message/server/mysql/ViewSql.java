package io.seqsvr.message.server.mysql;

import io.seqsvr.message.server.core.Visibility;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The statements that read conversations as a user sees them. The caller has the transaction. */
final class ViewSql {
  private static final String COLUMNS =
      "c.conv_id, c.epoch, c.head_seq, c.floor_seq, m.joined_seq, m.left_seq,"
          + " COALESCE(m.left_no, c.head_no), m.read_seq, GREATEST(m.read_no, m.joined_no)";

  private ViewSql() {}

  /**
   * A conversation as a user sees it, with what unread counts are made of.
   *
   * @param visibleNo number of counted messages up to the visible head
   * @param doneNo number of them that the user has read or never saw
   */
  record View(Visibility visibility, long readSeq, long visibleNo, long doneNo) {
    String conversation() {
      return visibility.conversation();
    }

    /** Where messages that may be unread begin, exclusive. */
    long doneSeq() {
      return Math.max(readSeq, visibility.joinedSeq());
    }
  }

  /**
   * Conversations of the given ones that exist; with null for the user's part where the user never
   * was in it.
   */
  static Map<String, @Nullable View> find(
      Connection connection, String user, List<String> conversations) throws SQLException {
    String sql =
        "SELECT STRAIGHT_JOIN "
            + COLUMNS
            + " FROM conversation c FORCE INDEX (PRIMARY)"
            + " LEFT JOIN member m FORCE INDEX (PRIMARY)"
            + " ON m.conv_id = c.conv_id AND m.user_id = ? WHERE c.conv_id IN ("
            + Arguments.list("?", conversations.size())
            + ")";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Arguments arguments = new Arguments(statement).id(user);
      for (String conversation : conversations) {
        arguments.id(conversation);
      }
      Map<String, @Nullable View> views = new HashMap<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          boolean never = row.getObject(5) == null;
          views.put(Arguments.id(row, 1), never ? null : view(row));
        }
      }
      return views;
    }
  }

  /** Conversations of a user after an id, in the order of their bytes. */
  static List<View> list(Connection connection, String user, String after, int limit)
      throws SQLException {
    String sql =
        "SELECT STRAIGHT_JOIN "
            + COLUMNS
            + " FROM user_conversation u FORCE INDEX (PRIMARY)"
            + " JOIN conversation c FORCE INDEX (PRIMARY) ON c.conv_id = u.conv_id"
            + " JOIN member m FORCE INDEX (PRIMARY)"
            + " ON m.conv_id = u.conv_id AND m.user_id = u.user_id"
            + " WHERE u.user_id = ? AND u.conv_id > ? ORDER BY u.conv_id LIMIT ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      new Arguments(statement).id(user).id(after).number(limit);
      List<View> views = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          views.add(view(row));
        }
      }
      return views;
    }
  }

  private static View view(ResultSet row) throws SQLException {
    long leftSeq = row.getLong(6);
    boolean isMember = row.wasNull();
    return new View(
        new Visibility(
            Arguments.id(row, 1),
            row.getLong(2),
            row.getLong(3),
            row.getLong(4),
            row.getLong(5),
            isMember ? Visibility.STILL_MEMBER : leftSeq),
        row.getLong(8),
        row.getLong(7),
        row.getLong(9));
  }
}
