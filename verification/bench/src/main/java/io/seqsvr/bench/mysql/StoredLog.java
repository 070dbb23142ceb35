package io.seqsvr.bench.mysql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seqsvr.bench.BenchFailedException;
import io.seqsvr.bench.load.Conversations;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What was stored, judged by its rows: a run that is fast and wrong has no figures. Thread-safe.
 */
public final class StoredLog {
  private static final String ROWS =
      "SELECT COUNT(*) FROM message WHERE conv_id >= ? AND conv_id < ?";

  private static final String BROKEN_LINKS =
      """
      SELECT COUNT(*) FROM (
        SELECT prev_seq <> COALESCE(LAG(seq) OVER log, 0) OR count_no <> ROW_NUMBER() OVER log
          AS broken
        FROM message WHERE conv_id >= ? AND conv_id < ?
        WINDOW log AS (PARTITION BY conv_id ORDER BY seq)) links
      WHERE broken""";

  private static final String WRONG_HEADS =
      """
      SELECT COUNT(*) FROM conversation head
      LEFT JOIN (
        SELECT conv_id, MAX(seq) AS last_seq, COUNT(*) AS messages
        FROM message WHERE conv_id >= ? AND conv_id < ? GROUP BY conv_id) log
      ON log.conv_id = head.conv_id
      WHERE head.conv_id >= ? AND head.conv_id < ?
        AND (head_seq <> COALESCE(last_seq, 0) OR head_no <> COALESCE(messages, 0))""";

  private final Database database;

  /** The tables of a message service, or such as are like them. */
  public StoredLog(Database database) {
    this.database = database;
  }

  /**
   * Demands that every accepted message is there, that each one names the one before it, and that
   * the heads are those of the last ones. All messages must be counted ones.
   *
   * @param accepted how many were accepted in these conversations
   */
  public void check(Conversations conversations, long accepted) throws BenchFailedException {
    checkRows(conversations, accepted);
    demand(0, count(BROKEN_LINKS, conversations), "messages that name a wrong predecessor");
    demand(0, count(WRONG_HEADS, conversations), "conversations with a wrong head");
  }

  /** Demands that there are as many rows as messages were accepted. */
  public void checkRows(Conversations conversations, long accepted) throws BenchFailedException {
    demand(accepted, count(ROWS, conversations), "messages stored");
  }

  private static void demand(long expected, long actual, String what) throws BenchFailedException {
    if (actual != expected) {
      throw new BenchFailedException(what + " must be " + expected + ": " + actual);
    }
  }

  private long count(String sql, Conversations conversations) throws BenchFailedException {
    try (Connection connection = database.open();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      int parameters = statement.getParameterMetaData().getParameterCount();
      for (int i = 1; i <= parameters; i++) {
        String bound = i % 2 == 1 ? conversations.from() : conversations.below();
        statement.setBytes(i, bound.getBytes(UTF_8));
      }
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    } catch (SQLException e) {
      throw new BenchFailedException("what was stored cannot be read: " + e.getMessage(), e);
    }
  }
}
