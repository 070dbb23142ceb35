package io.seqsvr.store.mysql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Refuses a database that acknowledges commits before they are on disk. Seqs are unique because a
 * confirmed ceiling never comes back lower; with {@code innodb_flush_log_at_trx_commit=2} a power
 * cut takes commits of the last second back.
 */
final class DurabilityCheck {
  private static final String QUERY =
      "SELECT @@GLOBAL.innodb_flush_log_at_trx_commit, @@GLOBAL.log_bin, @@GLOBAL.sync_binlog";

  private DurabilityCheck() {}

  /**
   * Looks at the settings in force.
   *
   * @throws UnsafeDurabilityException with each setting that is wrong, its value and the right one
   */
  static void check(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet settings = statement.executeQuery(QUERY)) {
      settings.next();
      List<String> faults = faults(settings.getInt(1), settings.getBoolean(2), settings.getInt(3));
      if (!faults.isEmpty()) {
        throw new UnsafeDurabilityException(
            "the database can lose acknowledged commits: "
                + String.join(", ", faults)
                + "; set them, or accept lost and repeated seqs after a power cut with"
                + " seqsvr.store.allow-unsafe-durability=true");
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
