package io.seqsvr.message.server.mysql;

import io.seqsvr.database.ConnectionCheck;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses a database of another cluster, or of none: its lanes have other epochs, so its fences
 * keep nobody out, and its heads belong to other seqs. Thread-safe.
 */
public final class ClusterCheck implements ConnectionCheck {
  private static final Logger log = LoggerFactory.getLogger(ClusterCheck.class);

  private final MessageCluster expected;

  /** Whether the last connection was refused; for the log only: one line, not one a connection. */
  private final AtomicBoolean refusing = new AtomicBoolean();

  public ClusterCheck(MessageCluster expected) {
    this.expected = expected;
  }

  /**
   * Looks at what the database behind a new connection belongs to.
   *
   * @throws ForeignDatabaseException unless it is the expected cluster
   */
  @Override
  public void check(Connection connection) throws SQLException {
    MessageCluster actual = find(connection);
    if (expected.equals(actual)) {
      refusing.set(false);
      return;
    }
    String fault =
        "CLUSTER_MISMATCH: the messages served here are of "
            + expected
            + ", the database is now of "
            + (actual == null ? "none" : actual);
    if (refusing.compareAndSet(false, true)) {
      log.error("{}", fault);
    }
    throw new ForeignDatabaseException(fault);
  }

  private static @Nullable MessageCluster find(Connection connection) throws SQLException {
    try {
      return MessageSchema.find(connection).orElse(null);
    } catch (SQLSyntaxErrorException noSuchTable) {
      return null;
    }
  }
}
