package io.seqsvr.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Makes and upgrades a service's tables, while no other process of that service does. */
public final class Migration {
  private static final int LOCK_TRIES = 60;

  private Migration() {}

  /**
   * Applies what is missing. Waits for up to a minute while another process is at it.
   *
   * <p>Flyway's own lock needs its history table; two processes that both find none get in each
   * other's way. The lock taken here ends with its connection, so a process that dies holds nobody
   * up.
   *
   * @param source connections as {@link Connections#forStart} makes them
   * @param loader of the classes beside which the scripts lie
   * @param location of the scripts on the class path, as {@code db/migration/store}
   * @param historyTable the service's own, so that others may keep their tables in the same
   *     database
   * @param lockName of a lock of the database server, which all of its databases share: the
   *     service's own, 1 to 64 characters
   * @throws SQLException if a script fails, the database does not answer, or the wait is over
   */
  public static void migrate(
      DataSource source, ClassLoader loader, String location, String historyTable, String lockName)
      throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement lock = connection.prepareStatement("SELECT GET_LOCK(?, 1)")) {
      lock.setString(1, lockName);
      for (int tries = 1; !isTaken(lock); tries++) {
        if (tries == LOCK_TRIES) {
          throw new SQLException("another process has been migrating the database for too long");
        }
      }
      applyMissing(source, loader, location, historyTable);
    }
  }

  /** Waits for a second at most, which is less than any socket timeout. */
  private static boolean isTaken(PreparedStatement lock) throws SQLException {
    try (ResultSet row = lock.executeQuery()) {
      return row.next() && row.getInt(1) == 1;
    }
  }

  private static void applyMissing(
      DataSource source, ClassLoader loader, String location, String historyTable)
      throws SQLException {
    try {
      Flyway.configure(loader)
          .dataSource(source)
          .locations("classpath:" + location)
          .table(historyTable)
          .baselineOnMigrate(true)
          .baselineVersion("0")
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new SQLException(e.getMessage(), e);
    }
  }
}
