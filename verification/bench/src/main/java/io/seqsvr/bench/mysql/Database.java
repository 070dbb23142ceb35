package io.seqsvr.bench.mysql;

import io.seqsvr.bench.BenchFailedException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * One database of the server that all measurements share. {@link #toString} leaves the password
 * out.
 *
 * @param url of MySQL Connector/J, with a query part
 * @param user who may do everything in it
 * @param password of the user
 */
public record Database(String url, String user, String password) {
  private static final String CONNECT_MILLIS = "2000";
  private static final String SOCKET_MILLIS = "60000";

  /** A connection of its own, in the isolation that the message service uses. */
  Connection open() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", CONNECT_MILLIS);
    properties.setProperty("socketTimeout", SOCKET_MILLIS);
    // Statements are prepared once by the server, and no round trip is made for what is known.
    properties.setProperty("useServerPrepStmts", "true");
    properties.setProperty("cachePrepStmts", "true");
    properties.setProperty("useLocalSessionState", "true");
    Connection connection = DriverManager.getConnection(url, properties);
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    return connection;
  }

  /** Version and durability of the server. */
  public String version() throws BenchFailedException {
    String sql =
        "SELECT VERSION(), @@GLOBAL.innodb_flush_log_at_trx_commit, @@GLOBAL.log_bin,"
            + " @@GLOBAL.innodb_buffer_pool_size";
    try (Connection connection = open();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1)
          + ", innodb_flush_log_at_trx_commit="
          + row.getInt(2)
          + ", log_bin="
          + row.getInt(3)
          + ", innodb_buffer_pool_size="
          + (row.getLong(4) >> 20)
          + "M";
    } catch (SQLException e) {
      throw new BenchFailedException("the database does not answer: " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return url;
  }
}
