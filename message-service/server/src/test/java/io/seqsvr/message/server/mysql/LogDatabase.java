package io.seqsvr.message.server.mysql;

import com.zaxxer.hikari.HikariDataSource;
import io.seqsvr.database.Connections;
import io.seqsvr.database.DatabaseSettings;
import io.seqsvr.database.FaultyCommits;
import io.seqsvr.database.TestDatabase;
import io.seqsvr.database.Transactions;
import io.seqsvr.message.server.testing.LaneStorageContract.Fixture;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;
import org.awaitility.Awaitility;

/** A database of messages, and the code under test on it. For one test at a time. */
final class LogDatabase implements AutoCloseable {
  static final String CLUSTER_ID = "c".repeat(32);
  static final int LANES = 16;

  /** The least, which the test settings also have: {@link TestDatabase#settings}. */
  static final Duration PAUSED_WRITER_TIMEOUT = Duration.ofSeconds(1);

  private static final List<String> TABLES =
      List.of("conversation", "message", "member", "user_conversation", "device");

  private final TestDatabase server;
  private final String name;
  private final MessageCluster cluster = new MessageCluster(CLUSTER_ID, LANES, "xxh3-64");
  private final HikariDataSource pool;

  /** With short timeouts, for tests of outages. */
  LogDatabase(TestDatabase server, String name) {
    this(server, name, server.settings(name));
  }

  LogDatabase(TestDatabase server, String name, DatabaseSettings settings) {
    this.server = server;
    this.name = name;
    MessageSchema schema = new MessageSchema(settings, InstantSource.system());
    schema.migrate();
    schema.claim(cluster);
    this.pool = Connections.pool(settings, "test", new ClusterCheck(cluster));
  }

  /** Everything that belongs to conversations is gone; lanes stay. Waits after an outage. */
  void clear() throws SQLException {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(this::isReached);
    try (Connection connection = server.connect(name);
        Statement statement = connection.createStatement()) {
      for (String table : TABLES) {
        statement.executeUpdate("DELETE FROM " + table);
      }
    }
  }

  private boolean isReached() {
    try (Connection connection = pool.getConnection()) {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  TestDatabase server() {
    return server;
  }

  String name() {
    return name;
  }

  DataSource pool() {
    return pool;
  }

  FaultyCommits faultyCommits() {
    return new FaultyCommits(pool);
  }

  static Transactions transactions(DataSource source) {
    return new Transactions(source, PAUSED_WRITER_TIMEOUT, "the test's database does not answer");
  }

  static MysqlLaneStorage storage(DataSource source) {
    return new MysqlLaneStorage(transactions(source), 100_000, InstantSource.system());
  }

  Fixture fixture(int memberLimit) {
    Transactions transactions = transactions(pool);
    return new Fixture(
        new MysqlLaneStorage(transactions, memberLimit, InstantSource.system()),
        new MysqlMessageReads(transactions));
  }

  @Override
  public void close() {
    pool.close();
  }
}
