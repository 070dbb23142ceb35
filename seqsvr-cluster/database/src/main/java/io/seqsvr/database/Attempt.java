package io.seqsvr.database;

import java.sql.SQLException;

/**
 * How one run of a transaction ended.
 *
 * @param <T> what the work answers
 */
public sealed interface Attempt<T> {
  /**
   * The work's answer, for those who treat all failures alike.
   *
   * @throws SQLException the cause, unless the transaction is committed
   */
  T resultOrThrow() throws SQLException;

  /** The transaction is in the database for good. */
  record Committed<T>(T result) implements Attempt<T> {
    @Override
    public T resultOrThrow() {
      return result;
    }
  }

  /**
   * Nothing of the transaction is in the database, nor ever will be. Where the connection was lost,
   * the database may hold its locks until it notices.
   */
  record RolledBack<T>(SQLException cause) implements Attempt<T> {
    @Override
    public T resultOrThrow() throws SQLException {
      throw cause;
    }
  }

  /**
   * The commit was sent and not acknowledged: the transaction is in the database, or is not, or
   * will be in a moment. Only a read that waits for its locks tells which: one {@code FOR UPDATE}
   * of a row that it changed, or an insert of a unique key that it inserted.
   */
  record Unknown<T>(SQLException cause) implements Attempt<T> {
    @Override
    public T resultOrThrow() throws SQLException {
      throw cause;
    }
  }
}
