package io.seqsvr.store.mysql;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.RandomId;
import io.seqsvr.database.Connections;
import io.seqsvr.database.DatabaseSettings;
import io.seqsvr.database.DatabaseStartException;
import io.seqsvr.database.Migration;
import io.seqsvr.store.core.StoredCluster;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * What has to be in the database before the first call: the tables, the cluster's identity and a
 * row for every section. Safe to run by many processes at once: whoever commits the identity first
 * gives it to all.
 */
public final class StoreSchema {
  /** Own history table, so that another service may keep its tables in the same database. */
  private static final String HISTORY_TABLE = "store_schema_history";

  /** Of the database server, shared by all of its databases; held for the time of a migration. */
  private static final String MIGRATION_LOCK = "seqsvr_store_migration";

  private final DatabaseSettings settings;
  private final InstantSource clock;

  public StoreSchema(DatabaseSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Makes what is missing and reads the identity.
   *
   * @return the identity in the database, of this start or of an earlier one
   * @throws SeqsvrException CLUSTER_MISMATCH if the database is of a cluster with other settings
   * @throws DatabaseStartException if the database cannot be used
   */
  public StoredCluster open(int sectionCount, String hash) {
    DataSource source = Connections.forStart(settings);
    try {
      try (Connection connection = source.getConnection()) {
        // Reached, and durable: fail here with one clear line, not inside the migration.
        connection.clearWarnings();
      }
      if (settings.migrate()) {
        Migration.migrate(
            source,
            StoreSchema.class.getClassLoader(),
            "db/migration/store",
            HISTORY_TABLE,
            MIGRATION_LOCK);
      }
      try (Connection connection = source.getConnection()) {
        connection.setAutoCommit(false);
        writeOnce(connection, sectionCount, hash);
        return check(connection, sectionCount, hash);
      }
    } catch (SQLException e) {
      throw DatabaseStartException.of(settings, e);
    }
  }

  /** Writes identity and rows in one transaction, unless the identity is there. */
  private void writeOnce(Connection connection, int sectionCount, String hash) throws SQLException {
    String sql =
        "INSERT INTO cluster (singleton, id, section_count, hash, created_at)"
            + " VALUES (1, ?, ?, ?, ?)";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, RandomId.next());
      statement.setInt(2, sectionCount);
      statement.setString(3, hash);
      statement.setLong(4, clock.millis());
      statement.executeUpdate();
      SectionSql.insertUnused(connection, sectionCount);
      connection.commit();
    } catch (SQLIntegrityConstraintViolationException e) {
      // An earlier start, or another process that starts now, has written it.
      connection.rollback();
    }
  }

  private static StoredCluster check(Connection connection, int sectionCount, String hash)
      throws SQLException {
    StoredCluster stored =
        find(connection).orElseThrow(() -> new SQLException("the cluster's row is gone"));
    ClusterIdentity identity = stored.identity();
    checkSame("section_count", Integer.toString(sectionCount), "" + identity.sectionCount());
    checkSame("hash", hash, identity.hash());
    checkSame("number of section rows", "" + sectionCount, "" + countSections(connection));
    return stored;
  }

  private static void checkSame(String what, String configured, String stored) {
    if (!configured.equals(stored)) {
      throw new SeqsvrException(
          ErrorReason.CLUSTER_MISMATCH,
          what + " is " + configured + " here and " + stored + " in the database; it cannot change",
          Map.of("what", what, "expected", configured, "actual", stored),
          null);
    }
  }

  /** The identity in the database; empty if its row is not there. */
  static Optional<StoredCluster> find(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT id, section_count, hash, created_at FROM cluster")) {
      return row.next()
          ? Optional.of(
              new StoredCluster(
                  new ClusterIdentity(row.getString(1), row.getInt(2), row.getString(3)),
                  Instant.ofEpochMilli(row.getLong(4))))
          : Optional.empty();
    }
  }

  private static int countSections(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM section")) {
      row.next();
      return row.getInt(1);
    }
  }
}
