package io.seqsvr.store.mysql;

import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.database.ConnectionCheck;
import io.seqsvr.store.core.StoredCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses a database of another cluster, or of none: rows of it, served under the identity that the
 * store has read at its start, would hand out seqs a second time. Thread-safe.
 */
public final class IdentityCheck implements ConnectionCheck {
  private static final Logger log = LoggerFactory.getLogger(IdentityCheck.class);

  private final ClusterIdentity expected;

  /** Whether the last connection was refused; for the log only: one line, not one a connection. */
  private final AtomicBoolean refusing = new AtomicBoolean();

  public IdentityCheck(ClusterIdentity expected) {
    this.expected = expected;
  }

  /**
   * Looks at the identity behind a new connection.
   *
   * @throws ForeignDatabaseException unless it is the expected one
   */
  @Override
  public void check(Connection connection) throws SQLException {
    String fault = fault(connection);
    if (fault.isEmpty()) {
      refusing.set(false);
      return;
    }
    if (refusing.compareAndSet(false, true)) {
      log.error("{}", fault);
    }
    throw new ForeignDatabaseException(fault);
  }

  private String fault(Connection connection) throws SQLException {
    StoredCluster stored;
    try {
      stored = StoreSchema.find(connection).orElse(null);
    } catch (SQLSyntaxErrorException noSuchTable) {
      stored = null;
    }
    if (stored == null) {
      return "CLUSTER_MISMATCH: this store is of cluster "
          + expected.id()
          + ", and the database is now of none; nothing is served from it";
    }
    ClusterIdentity actual = stored.identity();
    return actual.equals(expected)
        ? ""
        : "CLUSTER_MISMATCH: this store is of " + expected + ", the database is now of " + actual;
  }
}
