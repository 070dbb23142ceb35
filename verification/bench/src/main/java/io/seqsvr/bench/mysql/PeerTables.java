package io.seqsvr.bench.mysql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seqsvr.bench.BenchFailedException;
import io.seqsvr.bench.load.Conversations;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The peers' own tables: the same columns and keys as the message service's. Stateless. */
public final class PeerTables {
  private static final List<String> TABLES = List.of("message", "conversation");

  private PeerTables() {}

  /** Makes them; the message service must have made its own before. */
  public static void create(Database database, String serviceDatabase) throws BenchFailedException {
    try (Connection connection = database.open();
        Statement statement = connection.createStatement()) {
      for (String table : TABLES) {
        statement.execute("CREATE TABLE " + table + " LIKE " + serviceDatabase + "." + table);
      }
    } catch (SQLException e) {
      throw new BenchFailedException("the peer's tables: " + e.getMessage(), e);
    }
  }

  /** Writes the heads of empty conversations. */
  static void addHeads(Connection connection, Conversations conversations) throws SQLException {
    String sql =
        "INSERT INTO conversation (conv_id, epoch, head_seq, head_no, floor_seq, member_count)"
            + " VALUES (?, 1, 0, 0, 0, 4)";
    connection.setAutoCommit(false);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (String id : conversations.ids()) {
        statement.setBytes(1, id.getBytes(UTF_8));
        statement.executeUpdate();
      }
    }
    connection.commit();
  }
}
