package io.seqsvr.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hunts a database that is used though it must not be, and two processes that migrate at once. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StartTest {
  private static final String LOCK = "start_test";

  private TestDatabase database;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    database = TestMariaDb.start(directory);
  }

  @AfterAll
  void stop() {
    if (database != null) {
      database.close();
    }
  }

  @Test
  void unsafeDurabilityIsRefusedAtEveryNewConnection() throws Exception {
    DatabaseSettings settings = database.settings("unsafe");
    database.execute("unsafe", "SET GLOBAL innodb_flush_log_at_trx_commit = 2");
    try {
      assertThatThrownBy(() -> connectOnce(settings))
          .isInstanceOf(UnsafeDurabilityException.class)
          .hasMessageContaining("innodb_flush_log_at_trx_commit is 2, must be 1")
          .hasMessageContaining("seqsvr.test.allow-unsafe-durability=true");
      try (HikariDataSource pool = Connections.pool(settings, "unsafe", connection -> {})) {
        assertThatThrownBy(pool::getConnection).isInstanceOf(SQLException.class);
      }
    } finally {
      database.execute("unsafe", "SET GLOBAL innodb_flush_log_at_trx_commit = 1");
    }
    connectOnce(settings);
  }

  @Test
  void connectionThatDoesNotPassIsClosed() throws Exception {
    List<Connection> refused = new ArrayList<>();
    ConnectionCheck check =
        connection -> {
          synchronized (refused) {
            refused.add(connection);
          }
          throw new SQLException("not this one");
        };
    try (HikariDataSource pool = Connections.pool(database.settings("extra"), "extra", check)) {
      assertThatThrownBy(pool::getConnection).hasRootCauseMessage("not this one");
    }
    synchronized (refused) {
      assertThat(refused).isNotEmpty().allMatch(StartTest::isClosed);
    }
  }

  @Test
  void startRefusalNamesTheDatabaseAndNotThePassword() {
    DatabaseSettings settings = database.settings("named");
    assertThat(DatabaseStartException.of(settings, new SQLException("no route")))
        .hasMessage("cannot use the database " + settings.url() + ": no route");
    assertThat(DatabaseStartException.of(settings, new UnsafeDurabilityException("set it to 1")))
        .hasMessage("set it to 1");
  }

  @Test
  void migrationWaitsForAnother() throws Exception {
    try (Connection other = database.connect("waits");
        Statement statement = other.createStatement()) {
      statement.execute("SELECT GET_LOCK('" + LOCK + "', 0)");
      CompletableFuture<Void> migration = CompletableFuture.runAsync(() -> migrate("waits"));
      String waiting =
          "SELECT COUNT(*) FROM information_schema.processlist"
              + " WHERE info LIKE '%GET_LOCK%' AND id <> CONNECTION_ID()";
      await().atMost(Duration.ofSeconds(30)).until(() -> number(statement, waiting) == 1);
      // Longer than one try for the lock takes.
      await()
          .during(Duration.ofSeconds(2))
          .atMost(Duration.ofSeconds(30))
          .until(() -> tables(statement) == 0);

      statement.execute("SELECT RELEASE_LOCK('" + LOCK + "')");
      migration.join();
      assertThat(tables(statement)).isEqualTo(2);
    }
  }

  @Test
  void migrationsAtOnceAllSucceed() {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 5; round++) {
        String name = "race" + round;
        CountDownLatch go = new CountDownLatch(1);
        List<CompletableFuture<Void>> migrations =
            Stream.generate(
                    () ->
                        CompletableFuture.runAsync(
                            () -> {
                              pass(go);
                              migrate(name);
                            },
                            threads))
                .limit(4)
                .toList();
        go.countDown();
        migrations.forEach(CompletableFuture::join);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void scriptThatFailsIsAnSqlException() throws Exception {
    database.execute("broken", "CREATE TABLE note (id INT)");
    assertThatThrownBy(() -> migrate("broken"))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("V1__note.sql");
  }

  private void migrate(String name) {
    try {
      Migration.migrate(
          Connections.forStart(database.settings(name)),
          StartTest.class.getClassLoader(),
          "db/migration/test",
          "test_history",
          LOCK);
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }

  private static void connectOnce(DatabaseSettings settings) throws SQLException {
    try (Connection connection = Connections.forStart(settings).getConnection()) {
      connection.clearWarnings();
    }
  }

  private static boolean isClosed(Connection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pass(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int tables(Statement statement) throws SQLException {
    return number(
        statement,
        "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()");
  }

  private static int number(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getInt(1);
    }
  }
}
