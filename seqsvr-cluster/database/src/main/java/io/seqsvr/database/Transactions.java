package io.seqsvr.database;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs work in a transaction that the database drops, with its locks, when it falls silent.
 * Thread-safe; a call blocks for at most the connect and socket timeouts, and twice that where it
 * may run the work twice.
 */
public final class Transactions {
  private static final Logger log = LoggerFactory.getLogger(Transactions.class);
  private static final Duration RETRY_AFTER = Duration.ofMillis(500);

  /** ER_LOCK_WAIT_TIMEOUT: a second run would only wait as long again. */
  private static final int LOCK_WAIT_TIMEOUT = 1205;

  /** The standard's class "connection exception". */
  private static final String CONNECTION_STATES = "08";

  /** The first is for the next transaction only; later ones have the pool's level again. */
  private static final List<String> SNAPSHOT =
      List.of(
          "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
          "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");

  private final DataSource pool;
  private final String limitSilence;
  private final String unavailableText;

  /** Whether the last transaction that ended was in vain; for the log only. */
  private final AtomicBoolean failing = new AtomicBoolean();

  /**
   * Transactions on connections of a pool.
   *
   * @param pool connections without auto-commit, as {@link Connections#pool} makes them
   * @param pausedWriterTimeout how long the database keeps a session, and its locks, that says
   *     nothing in the middle of a transaction: whole seconds
   * @param unavailableText what callers are told when the database is of no help, as "the store's
   *     database does not answer"
   */
  public Transactions(DataSource pool, Duration pausedWriterTimeout, String unavailableText) {
    this.pool = pool;
    this.limitSilence = "SET SESSION wait_timeout = " + pausedWriterTimeout.toSeconds();
    this.unavailableText = unavailableText;
  }

  /**
   * What is done in a transaction.
   *
   * @param <T> what it answers
   */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it; neither commits nor rolls back. */
    T run(Connection connection) throws SQLException;
  }

  /**
   * Runs the work and commits, and once more if the first run was cut off.
   *
   * <p>The work must be idempotent: it reads the rows that it changes under a lock, and does
   * nothing where it finds its own change. Then the second run <em>is</em> the read-back that an
   * unknown outcome of a commit asks for. It waits for the row locks, which the first transaction
   * holds until it is committed or rolled back and can do neither afterwards; so what it then reads
   * is final, and what it answers is what the rows say. A separate read-back would only repeat the
   * same comparisons in another place.
   *
   * @throws SeqsvrException STORE_UNAVAILABLE if the outcome is unknown or nothing was done
   */
  public <T> T run(Work<T> work) {
    return twiceIfCutOff(List.of(), work);
  }

  /**
   * Runs work that only reads, and that sees the database as it was at one moment; again as {@link
   * #run}.
   *
   * @throws SeqsvrException STORE_UNAVAILABLE if the database does not answer, or the work writes
   */
  public <T> T read(Work<T> work) {
    return twiceIfCutOff(SNAPSHOT, work);
  }

  /**
   * Runs the work and commits, once and never again: for work that is not idempotent, and whose
   * caller finds out what became of an unknown commit. A RuntimeException of the work rolls back
   * and goes through.
   */
  public <T> Attempt<T> once(Work<T> work) {
    Attempt<T> attempt = attempt(List.of(), work);
    if (attempt instanceof Attempt.Committed) {
      onSuccess();
    }
    return attempt;
  }

  /**
   * What to tell a caller whose transaction came to nothing, or to an end that nobody could find
   * out. Writes a line to the log, one an outage.
   *
   * @return STORE_UNAVAILABLE, with a hint when to try again
   */
  public SeqsvrException unavailable(SQLException cause) {
    if (failing.compareAndSet(false, true)) {
      log.warn("the database did not carry out a transaction: {}", describe(cause));
    } else {
      log.debug("the database did not carry out a transaction: {}", describe(cause));
    }
    SeqsvrException refusal =
        SeqsvrException.retryable(ErrorReason.STORE_UNAVAILABLE, unavailableText, RETRY_AFTER);
    refusal.addSuppressed(cause);
    return refusal;
  }

  private <T> T twiceIfCutOff(List<String> begin, Work<T> work) {
    T result;
    try {
      result = attempt(begin, work).resultOrThrow();
    } catch (SQLException first) {
      if (first.getErrorCode() == LOCK_WAIT_TIMEOUT || isNoConnection(first)) {
        throw unavailable(first);
      }
      try {
        result = attempt(begin, work).resultOrThrow();
      } catch (SQLException second) {
        second.addSuppressed(first);
        throw unavailable(second);
      }
    }
    onSuccess();
    return result;
  }

  private <T> Attempt<T> attempt(List<String> begin, Work<T> work) {
    Connection connection;
    try {
      connection = pool.getConnection();
    } catch (SQLException e) {
      return new Attempt.RolledBack<>(e);
    }
    try {
      return attempt(connection, begin, work);
    } finally {
      giveBack(connection);
    }
  }

  private <T> Attempt<T> attempt(Connection connection, List<String> begin, Work<T> work) {
    T result;
    try {
      execute(connection, limitSilence);
      for (String sql : begin) {
        execute(connection, sql);
      }
      result = work.run(connection);
    } catch (SQLException e) {
      // Whether this is heard or not: what was never asked to commit never does.
      rollBack(connection, e);
      return new Attempt.RolledBack<>(e);
    } catch (RuntimeException e) {
      rollBack(connection, e);
      throw e;
    }
    try {
      connection.commit();
    } catch (SQLException e) {
      rollBack(connection, e);
      return new Attempt.Unknown<>(e);
    }
    restoreSilence(connection);
    return new Attempt.Committed<>(result);
  }

  /** A failure here must not turn an outcome that is known into another. */
  private static void giveBack(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      log.debug("connection lost between transactions", e);
    }
  }

  /**
   * Between transactions a session holds no locks and may be silent for as long as the database
   * likes; with the short limit every quiet moment would cost the pool its connections. A failure
   * here must not turn a commit that is known into an unknown one; the pool drops the connection.
   *
   * <p>Goes past the pool, which would take the statement for an open transaction and roll it back,
   * at the cost of a round trip; so the pool must be shown a failure.
   */
  private static void restoreSilence(Connection connection) {
    try {
      execute(connection.unwrap(Connection.class), "SET SESSION wait_timeout = DEFAULT");
    } catch (SQLException e) {
      showThePool(connection, e);
    }
  }

  private static void showThePool(Connection connection, SQLException lost) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      lost.addSuppressed(e);
    }
    log.debug("connection lost between transactions", lost);
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

  private void onSuccess() {
    if (failing.compareAndSet(true, false)) {
      log.info("the database answers again");
    }
  }

  /**
   * What may stand in a log. The text of a failed statement quotes values, and so ids of people and
   * conversations; that of a failed connection does not.
   */
  static String describe(SQLException e) {
    String codes = e.getErrorCode() + "/" + e.getSQLState();
    boolean isConnection =
        isNoConnection(e) || String.valueOf(e.getSQLState()).startsWith(CONNECTION_STATES);
    return isConnection ? codes + " " + e.getMessage() : codes;
  }
}
