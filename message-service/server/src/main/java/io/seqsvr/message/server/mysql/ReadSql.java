package io.seqsvr.message.server.mysql;

import io.seqsvr.message.server.core.ReadState;
import io.seqsvr.message.server.mysql.ViewSql.View;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The statements on read pointers and what is above them. The caller has the transaction, and the
 * views from the same snapshot, or from an earlier one: messages up to their heads never change.
 */
final class ReadSql {
  private static final int COUNTS_PER_STATEMENT = 100;

  private ReadSql() {}

  /** How far a user has read in conversations, in their order. */
  static List<ReadState> states(Connection connection, String user, List<View> views)
      throws SQLException {
    // Where nothing is above the pointer, nothing of the user's own is.
    List<View> unsure = views.stream().filter(v -> v.visibleNo() > v.doneNo()).toList();
    List<Long> own = new ArrayList<>();
    for (int from = 0; from < unsure.size(); from += COUNTS_PER_STATEMENT) {
      int to = Math.min(unsure.size(), from + COUNTS_PER_STATEMENT);
      own.addAll(countOwn(connection, user, unsure.subList(from, to)));
    }
    List<ReadState> states = new ArrayList<>();
    int next = 0;
    for (View view : views) {
      long unread = 0;
      if (view.visibleNo() > view.doneNo()) {
        unread = Math.max(0, view.visibleNo() - view.doneNo() - own.get(next++));
      }
      states.add(new ReadState(view.conversation(), view.readSeq(), unread));
    }
    return states;
  }

  /**
   * The user's own counted messages that the views count. One range of an index for each: in a join
   * the bounds would not be constants, and all of the user's messages would be looked at.
   */
  private static List<Long> countOwn(Connection connection, String user, List<View> views)
      throws SQLException {
    String one =
        "SELECT ? AS view, COUNT(*) FROM message FORCE INDEX (message_by_sender)"
            + " WHERE conv_id = ? AND sender = ? AND seq > ? AND seq <= ? AND counted = 1";
    String sql = one + (" UNION ALL " + one).repeat(views.size() - 1) + " ORDER BY view";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Arguments arguments = new Arguments(statement);
      for (int i = 0; i < views.size(); i++) {
        View view = views.get(i);
        arguments
            .number(i)
            .id(view.conversation())
            .id(user)
            .number(view.doneSeq())
            .number(view.visibility().visibleHead());
      }
      List<Long> counts = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          counts.add(row.getLong(2));
        }
      }
      return counts;
    }
  }

  /** Locks a member's row; whether there is one. */
  static boolean lock(Connection connection, String user, String conversation) throws SQLException {
    String sql = "SELECT read_seq FROM member WHERE conv_id = ? AND user_id = ? FOR UPDATE";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      new Arguments(statement).id(conversation).id(user);
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  /** Moves a read pointer forward, never back. */
  static void move(
      Connection connection, String user, String conversation, long readSeq, long readNo)
      throws SQLException {
    String sql =
        "UPDATE member SET read_no = GREATEST(read_no, ?), read_seq = GREATEST(read_seq, ?)"
            + " WHERE conv_id = ? AND user_id = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      new Arguments(statement).number(readNo).number(readSeq).id(conversation).id(user);
      statement.executeUpdate();
    }
  }

  /** Numbers a new connection of a device. */
  static long nextSession(Connection connection, String user, String device) throws SQLException {
    String raise =
        "INSERT INTO device (user_id, device_id, session_epoch) VALUES (?, ?, 1)"
            + " ON DUPLICATE KEY UPDATE session_epoch = session_epoch + 1";
    try (PreparedStatement statement = connection.prepareStatement(raise)) {
      new Arguments(statement).id(user).id(device);
      statement.executeUpdate();
    }
    String read = "SELECT session_epoch FROM device WHERE user_id = ? AND device_id = ?";
    try (PreparedStatement statement = connection.prepareStatement(read)) {
      new Arguments(statement).id(user).id(device);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new IllegalStateException("a device's row is gone under its lock");
        }
        return row.getLong(1);
      }
    }
  }
}
