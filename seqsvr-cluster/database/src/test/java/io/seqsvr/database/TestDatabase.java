package io.seqsvr.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A real database that a test may hurt. */
public interface TestDatabase extends AutoCloseable {
  /** URL of a database on it, which is created if it is missing. */
  String jdbcUrl(String database);

  /** An account that may do everything. */
  String user();

  /** The account's password. */
  String password();

  /** Stops its process where it stands (SIGSTOP). */
  void pause() throws Exception;

  /** Lets a paused process go on. */
  void resume() throws Exception;

  /** Ends its process (SIGKILL). */
  void kill();

  /** Starts it on the same port and data. */
  void restart() throws Exception;

  @Override
  void close();

  /** Settings with short timeouts, so that tests of outages are short too. */
  default DatabaseSettings settings(String database) {
    return settings(
        database, Duration.ofSeconds(1), Duration.ofMillis(1_500), Duration.ofSeconds(1));
  }

  /** Settings that outlast the pauses of a busy machine, for everything but outages. */
  default DatabaseSettings patientSettings(String database) {
    return settings(
        database, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(10));
  }

  private DatabaseSettings settings(
      String database, Duration connect, Duration socket, Duration lockWaitAndPausedWriter) {
    return new DatabaseSettings(
        "seqsvr.test",
        jdbcUrl(database),
        user(),
        password(),
        4,
        connect,
        socket,
        lockWaitAndPausedWriter,
        lockWaitAndPausedWriter,
        true,
        false);
  }

  /** A connection that the code under test knows nothing of. */
  default Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(database), user(), password());
  }

  /** Runs a statement. */
  default void execute(String database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
