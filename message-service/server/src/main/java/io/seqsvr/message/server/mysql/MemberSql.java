package io.seqsvr.message.server.mysql;

import io.seqsvr.message.server.lane.Head;
import io.seqsvr.message.server.lane.Membership;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The statements with which a lane reads and changes who is in a conversation. */
final class MemberSql {
  private MemberSql() {}

  /** Which of the pairs are members now, without a lock. */
  static Set<Membership> find(Connection connection, Collection<Membership> pairs)
      throws SQLException {
    Set<Membership> found = new HashSet<>();
    if (pairs.isEmpty()) {
      return found;
    }
    // Not (a, b) IN (...): MariaDB reads the whole table for that.
    String one = "(conv_id = ? AND user_id = ?)";
    String sql =
        "SELECT conv_id, user_id FROM member FORCE INDEX (PRIMARY) WHERE left_seq IS NULL AND ("
            + one
            + (" OR " + one).repeat(pairs.size() - 1)
            + ")";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Arguments arguments = new Arguments(statement);
      for (Membership pair : pairs) {
        arguments.id(pair.conversation()).id(pair.user());
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(new Membership(Arguments.id(row, 1), Arguments.id(row, 2)));
        }
      }
    }
    return found;
  }

  /** Which of the users are members now; locks the rows of all of them, in their order. */
  static Set<String> lock(Connection connection, String conversation, List<String> users)
      throws SQLException {
    Set<String> members = new HashSet<>();
    String sql =
        "SELECT user_id, left_seq IS NULL FROM member FORCE INDEX (PRIMARY)"
            + " WHERE conv_id = ? AND user_id IN ("
            + Arguments.list("?", users.size())
            + ") ORDER BY user_id FOR UPDATE";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Arguments arguments = new Arguments(statement).id(conversation);
      for (String user : users) {
        arguments.id(user);
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          if (row.getBoolean(2)) {
            members.add(Arguments.id(row, 1));
          }
        }
      }
    }
    return members;
  }

  /**
   * Lets users in at a head, those who were there before included. Read pointers of these stay:
   * what counts is the larger one of pointer and join.
   */
  static void join(Connection connection, Head head, List<String> users, long nowMillis)
      throws SQLException {
    String sql =
        "INSERT INTO member"
            + " (conv_id, user_id, joined_seq, joined_no, left_seq, left_no, read_seq, read_no)"
            + " VALUES "
            + Arguments.list("(?, ?, ?, ?, NULL, NULL, 0, 0)", users.size())
            + " ON DUPLICATE KEY UPDATE"
            + " joined_seq = ?, joined_no = ?, left_seq = NULL, left_no = NULL";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Arguments arguments = new Arguments(statement);
      for (String user : users) {
        arguments.id(head.conversation()).id(user).number(head.headSeq()).number(head.headNo());
      }
      arguments.number(head.headSeq()).number(head.headNo());
      statement.executeUpdate();
    }
    touch(connection, head.conversation(), users, nowMillis);
  }

  /** Shows users, who are members, nothing above a head. */
  static void leave(Connection connection, Head head, List<String> users, long nowMillis)
      throws SQLException {
    String sql =
        "UPDATE member FORCE INDEX (PRIMARY) SET left_seq = ?, left_no = ?"
            + " WHERE conv_id = ? AND user_id IN ("
            + Arguments.list("?", users.size())
            + ")";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Arguments arguments =
          new Arguments(statement)
              .number(head.headSeq())
              .number(head.headNo())
              .id(head.conversation());
      for (String user : users) {
        arguments.id(user);
      }
      statement.executeUpdate();
    }
    touch(connection, head.conversation(), users, nowMillis);
  }

  private static void touch(
      Connection connection, String conversation, List<String> users, long nowMillis)
      throws SQLException {
    String sql =
        "INSERT INTO user_conversation (user_id, conv_id, last_change) VALUES "
            + Arguments.list("(?, ?, ?)", users.size())
            + " ON DUPLICATE KEY UPDATE last_change = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Arguments arguments = new Arguments(statement);
      for (String user : users) {
        arguments.id(user).id(conversation).number(nowMillis);
      }
      arguments.number(nowMillis);
      statement.executeUpdate();
    }
  }
}
