package io.seqsvr.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.zaxxer.hikari.HikariDataSource;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.database.FaultyCommits.Fate;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * How a transaction ends. Hunts a known end that is told as another, work that is run twice against
 * its will, a wait without an end, and a writer that falls silent and keeps its locks.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TransactionsContract {
  private static final String DATABASE = "transactions";
  private static final Duration PAUSED_WRITER_TIMEOUT = Duration.ofSeconds(1);

  /** Twice the connect and socket timeouts of the test settings, and a slow machine. */
  private static final Duration BOUND = Duration.ofSeconds(6);

  private TestDatabase database;
  private HikariDataSource pool;
  private FaultyCommits commits;
  private Transactions transactions;

  abstract TestDatabase startDatabase(Path directory) throws Exception;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    database = startDatabase(directory);
    database.execute(DATABASE, "CREATE TABLE note (id INT PRIMARY KEY)");
    pool = Connections.pool(database.settings(DATABASE), "transactions", connection -> {});
    commits = new FaultyCommits(pool);
    transactions = new Transactions(commits, PAUSED_WRITER_TIMEOUT, "no answer");
  }

  @AfterAll
  void stop() {
    try {
      if (pool != null) {
        pool.close();
      }
    } finally {
      if (database != null) {
        database.close();
      }
    }
  }

  @BeforeEach
  void empty() throws Exception {
    commits.next();
    database.execute(DATABASE, "DELETE FROM note");
  }

  @Test
  void whatIsCommittedIsThere() throws Exception {
    int first = transactions.run(connection -> insert(connection, 1));
    assertThat(first).isEqualTo(1);
    Attempt<Integer> attempt = transactions.once(connection -> insert(connection, 2));
    assertThat(attempt).isEqualTo(new Attempt.Committed<>(2));
    assertThat(countOutside()).isEqualTo(2);
  }

  @Test
  void lostAckIsUnknownAndTheWorkIsNotRunAgain() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    for (Fate fate : List.of(Fate.DONE_UNHEARD, Fate.NOT_DONE)) {
      commits.next(fate);
      Attempt<Integer> attempt =
          transactions.once(connection -> insert(connection, runs.incrementAndGet()));
      assertThat(attempt).isInstanceOf(Attempt.Unknown.class);
      assertThatThrownBy(attempt::resultOrThrow).hasMessage("connection lost in commit");
    }
    assertThat(runs).hasValue(2);
    assertThat(countOutside()).isEqualTo(1);
  }

  @Test
  void lostAckIsReadBackByASecondRun() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    commits.next(Fate.DONE_UNHEARD);
    int result =
        transactions.run(
            connection -> {
              runs.incrementAndGet();
              return count(connection) == 0 ? insert(connection, 1) : 2;
            });
    assertThat(result).isEqualTo(2);
    assertThat(runs).hasValue(2);
    assertThat(countOutside()).isEqualTo(1);
  }

  @Test
  void ackIsBelievedWhateverBecomesOfTheConnection() {
    for (int id = 1; id <= 20; id++) {
      int next = id;
      commits.next(Fate.DONE_THEN_BROKEN);
      // None of them gets the broken connection of the one before.
      assertThat(transactions.once(connection -> insert(connection, next)))
          .isEqualTo(new Attempt.Committed<>(next));
    }
  }

  @Test
  void whatFailsBeforeTheCommitIsRolledBack() throws Exception {
    Attempt<Integer> twice =
        transactions.once(connection -> insert(connection, 1) + insert(connection, 1));
    assertThat(twice).isInstanceOf(Attempt.RolledBack.class);
    assertThatThrownBy(twice::resultOrThrow)
        .isInstanceOf(SQLIntegrityConstraintViolationException.class);

    assertThatThrownBy(
            () ->
                transactions.once(
                    connection -> {
                      insert(connection, 1);
                      throw new IllegalStateException("of the work");
                    }))
        .hasMessage("of the work");

    assertThat(transactions.once(connection -> insert(connection, 1) + killed(connection)))
        .isInstanceOf(Attempt.RolledBack.class);
    assertThat(countOutside()).isZero();
  }

  @Test
  void hungDatabaseIsLeftWithinTheBound() {
    Attempt<Integer> attempt =
        assertTimeout(
            BOUND,
            () -> {
              try {
                return transactions.once(
                    connection -> {
                      pause();
                      return count(connection);
                    });
              } finally {
                database.resume();
              }
            });
    assertThat(attempt).isInstanceOf(Attempt.RolledBack.class);
  }

  @Test
  void noConnectionIsRolledBackAndUnavailable() {
    try (HikariDataSource refused =
        Connections.pool(
            database.settings(DATABASE),
            "refused",
            connection -> {
              throw new SQLException("not this one");
            })) {
      Transactions none = new Transactions(refused, PAUSED_WRITER_TIMEOUT, "no answer");
      assertThat(none.once(TransactionsContract::count)).isInstanceOf(Attempt.RolledBack.class);
      SeqsvrException refusal =
          catchThrowableOfType(SeqsvrException.class, () -> none.run(TransactionsContract::count));
      assertThat(refusal).hasMessage("no answer");
      assertThat(refusal.reason()).isEqualTo(ErrorReason.STORE_UNAVAILABLE);
      assertThat(refusal.retryAfter()).isPresent();
    }
  }

  /** A writer that is paused in the middle of a transaction must not keep the rows. */
  @Test
  void silentWriterLosesItsLocks() throws Exception {
    CompletableFuture<Void> locked = new CompletableFuture<>();
    CompletableFuture<Void> goOn = new CompletableFuture<>();
    CompletableFuture<Attempt<Integer>> paused =
        CompletableFuture.supplyAsync(
            () ->
                transactions.once(
                    connection -> {
                      insert(connection, 7);
                      locked.complete(null);
                      goOn.join();
                      return insert(connection, 8);
                    }));
    locked.join();
    try (Connection other = database.connect(DATABASE);
        Statement statement = other.createStatement()) {
      statement.execute("SET SESSION innodb_lock_wait_timeout = 10");
      statement.execute("INSERT INTO note VALUES (7)");
    } finally {
      goOn.complete(null);
    }
    assertThat(paused.join()).isInstanceOf(Attempt.RolledBack.class);
    assertThat(countOutside()).isEqualTo(1);
  }

  @Test
  void idleConnectionsOutliveThePausedWriterTimeout() throws Exception {
    transactions.run(connection -> insert(connection, 1));
    assertThat(transactions.once(connection -> insert(connection, 1)))
        .isInstanceOf(Attempt.RolledBack.class);
    try (Connection connection = pool.getConnection()) {
      assertThat(number(connection, "SELECT @@SESSION.wait_timeout")).isGreaterThan(60);
    }
  }

  /** The pool would roll back what it takes for an open transaction: a round trip for nothing. */
  @Test
  void nothingIsRolledBackAfterACommit() throws Exception {
    int before = rollbacks();
    transactions.run(connection -> insert(connection, 1));
    transactions.run(connection -> insert(connection, 2));
    assertThat(rollbacks()).isEqualTo(before);
  }

  @Test
  void readSeesOneMomentAndOthersSeeWhatIsCommitted() throws Exception {
    assertThat(transactions.read(this::countAroundAnInsert)).containsExactly(0, 0);
    database.execute(DATABASE, "DELETE FROM note");
    assertThat(transactions.run(this::countAroundAnInsert)).containsExactly(0, 1);
  }

  @Test
  void readDoesNotWrite() throws Exception {
    assertThatThrownBy(() -> transactions.read(connection -> insert(connection, 1)))
        .isInstanceOf(SeqsvrException.class);
    assertThat(countOutside()).isZero();
    transactions.run(connection -> insert(connection, 1));
    assertThat(countOutside()).isEqualTo(1);
  }

  private List<Integer> countAroundAnInsert(Connection connection) throws SQLException {
    int before = count(connection);
    database.execute(DATABASE, "INSERT INTO note VALUES (5)");
    return List.of(before, count(connection));
  }

  private static int insert(Connection connection, int id) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("INSERT INTO note VALUES (" + id + ")");
    }
    return id;
  }

  private static int count(Connection connection) throws SQLException {
    return number(connection, "SELECT COUNT(*) FROM note");
  }

  private static int number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getInt(1);
    }
  }

  private int killed(Connection connection) throws SQLException {
    database.execute(DATABASE, "KILL " + number(connection, "SELECT CONNECTION_ID()"));
    return count(connection);
  }

  private void pause() {
    try {
      database.pause();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private int countOutside() throws SQLException {
    try (Connection connection = database.connect(DATABASE)) {
      return count(connection);
    }
  }

  private int rollbacks() throws SQLException {
    try (Connection connection = database.connect(DATABASE);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Com_rollback'")) {
      row.next();
      return row.getInt(2);
    }
  }
}
