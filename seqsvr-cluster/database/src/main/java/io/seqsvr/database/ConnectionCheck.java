package io.seqsvr.database;

import java.sql.Connection;
import java.sql.SQLException;

/** What a new connection must pass before it is used. Thread-safe; may ask the database. */
@FunctionalInterface
public interface ConnectionCheck {
  /**
   * Looks at what is behind the connection.
   *
   * @throws SQLException if it must not be used; it is closed then
   */
  void check(Connection connection) throws SQLException;
}
