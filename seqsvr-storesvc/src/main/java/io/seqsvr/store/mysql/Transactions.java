package io.seqsvr.store.mysql;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs work in a transaction, and once more if the first run was cut off. Thread-safe; a call
 * blocks for at most twice the connect and socket timeouts.
 *
 * <p>The work must be idempotent: it reads the rows that it changes under a lock, and does nothing
 * where it finds its own change. Then the second run <em>is</em> the read-back that an unknown
 * outcome of a commit asks for. It waits for the row locks, which the first transaction holds until
 * it is committed or rolled back and can do neither afterwards; so what it then reads is final, and
 * what it answers is what the rows say. A separate read-back would only repeat the same comparisons
 * in another place.
 */
final class Transactions {
  private static final Logger log = LoggerFactory.getLogger(Transactions.class);
  private static final Duration RETRY_AFTER = Duration.ofMillis(500);

  /** ER_LOCK_WAIT_TIMEOUT: a second run would only wait as long again. */
  private static final int LOCK_WAIT_TIMEOUT = 1205;

  private final DataSource pool;
  private final String limitSilence;

  /** Whether the last transaction that ended was in vain; for the log only. */
  private final AtomicBoolean failing = new AtomicBoolean();

  /**
   * @param pausedWriterTimeout how long the database keeps a session, and its locks, that says
   *     nothing in the middle of a transaction
   */
  Transactions(DataSource pool, Duration pausedWriterTimeout) {
    this.pool = pool;
    this.limitSilence = "SET SESSION wait_timeout = " + pausedWriterTimeout.toSeconds();
  }

  /** Work on a connection, idempotent as the class says. */
  interface Work<T> {
    /** Does it; the caller commits. */
    T run(Connection connection) throws SQLException;
  }

  /**
   * Runs the work and commits.
   *
   * @throws SeqsvrException STORE_UNAVAILABLE if the outcome is unknown or nothing was done
   */
  <T> T run(Work<T> work) {
    T result = runTwiceIfCutOff(work);
    if (failing.compareAndSet(true, false)) {
      log.info("the database answers again");
    }
    return result;
  }

  private <T> T runTwiceIfCutOff(Work<T> work) {
    try {
      return attempt(work);
    } catch (SQLException first) {
      if (first.getErrorCode() == LOCK_WAIT_TIMEOUT || isNoConnection(first)) {
        throw unavailable(first);
      }
      try {
        return attempt(work);
      } catch (SQLException second) {
        second.addSuppressed(first);
        throw unavailable(second);
      }
    }
  }

  private <T> T attempt(Work<T> work) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      try {
        execute(connection, limitSilence);
        T result = work.run(connection);
        connection.commit();
        restoreSilence(connection);
        return result;
      } catch (SQLException | RuntimeException e) {
        rollBack(connection, e);
        throw e;
      }
    }
  }

  /**
   * Between transactions a session holds no locks and may be silent for as long as the database
   * likes; with the short limit every quiet moment would cost the pool its connections. A failure
   * here must not turn a commit that is known into an unknown one; the pool drops the connection.
   */
  private static void restoreSilence(Connection connection) {
    try {
      execute(connection, "SET SESSION wait_timeout = DEFAULT");
    } catch (SQLException e) {
      log.debug("connection lost between transactions", e);
    }
  }

  private static void rollBack(Connection connection, Exception cause) {
    try {
      if (!connection.isClosed()) {
        connection.rollback();
        restoreSilence(connection);
      }
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static boolean isNoConnection(SQLException e) {
    return e instanceof SQLTransientConnectionException;
  }

  private SeqsvrException unavailable(SQLException cause) {
    // One line an outage, not one a call.
    if (failing.compareAndSet(false, true)) {
      log.warn("the database did not carry out a transaction: {}", describe(cause), cause);
    } else {
      log.debug("the database did not carry out a transaction: {}", describe(cause));
    }
    SeqsvrException refusal =
        SeqsvrException.retryable(
            ErrorReason.STORE_UNAVAILABLE, "the store's database does not answer", RETRY_AFTER);
    refusal.addSuppressed(cause);
    return refusal;
  }

  private static String describe(SQLException e) {
    return e.getErrorCode() + "/" + e.getSQLState() + " " + e.getMessage();
  }
}
