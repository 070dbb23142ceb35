package io.seqsvr.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Refuses a database that acknowledges commits before they are on disk. Seqs are unique because a
 * confirmed ceiling never comes back lower, and a message that was accepted stays; with {@code
 * innodb_flush_log_at_trx_commit=2} a power cut takes commits of the last second back.
 */
final class DurabilityCheck implements ConnectionCheck {
  private static final String QUERY =
      "SELECT @@GLOBAL.innodb_flush_log_at_trx_commit, @@GLOBAL.log_bin, @@GLOBAL.sync_binlog";

  private final String allowKey;

  /**
   * Names the key that turns it off.
   *
   * @param keyPrefix {@link DatabaseSettings#keyPrefix}
   */
  DurabilityCheck(String keyPrefix) {
    this.allowKey = keyPrefix + ".allow-unsafe-durability";
  }

  /**
   * Looks at the settings in force.
   *
   * @throws UnsafeDurabilityException with each setting that is wrong, its value and the right one
   */
  @Override
  public void check(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet settings = statement.executeQuery(QUERY)) {
      settings.next();
      List<String> faults = faults(settings.getInt(1), settings.getBoolean(2), settings.getInt(3));
      if (!faults.isEmpty()) {
        throw new UnsafeDurabilityException(
            "the database can lose acknowledged commits: "
                + String.join(", ", faults)
                + "; set them, or accept that a power cut takes commits back, with "
                + allowKey
                + "=true");
      }
    }
  }

  static List<String> faults(int flushLogAtTrxCommit, boolean binaryLog, int syncBinlog) {
    List<String> faults = new ArrayList<>();
    if (flushLogAtTrxCommit != 1) {
      faults.add("innodb_flush_log_at_trx_commit is " + flushLogAtTrxCommit + ", must be 1");
    }
    // With a binary log, recovery keeps a prepared commit only if it finds it there.
    if (binaryLog && syncBinlog != 1) {
      faults.add("sync_binlog is " + syncBinlog + ", must be 1");
    }
    return faults;
  }
}
