package io.seqsvr.store.mysql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Executes batched statements, which the driver sends in one packet or a few. */
final class Batches {
  private Batches() {}

  /**
   * Executes statements of which each must hit one row. They name what was read under the lock; a
   * database that does not keep its locks is found out here.
   *
   * @param described one for each statement, for the message
   * @throws IllegalStateException if a statement hits no row, or several
   */
  static void executeEach(PreparedStatement statement, List<?> described) throws SQLException {
    int[] counts = statement.executeBatch();
    for (int i = 0; i < counts.length; i++) {
      // Of inserts that the driver has made one of there is no count; a row too many has failed.
      if (counts[i] != 1 && counts[i] != Statement.SUCCESS_NO_INFO) {
        throw new IllegalStateException(
            "row changed under its lock: " + described.get(i) + ", rows hit: " + counts[i]);
      }
    }
  }
}
