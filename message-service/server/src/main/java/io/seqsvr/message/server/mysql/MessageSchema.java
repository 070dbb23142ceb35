package io.seqsvr.message.server.mysql;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.database.Connections;
import io.seqsvr.database.DatabaseSettings;
import io.seqsvr.database.DatabaseStartException;
import io.seqsvr.database.Migration;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * What has to be in the database before the first call: the tables, what they belong to, and a row
 * for every lane. Safe to run by many processes at once: whoever commits first decides for all.
 */
public final class MessageSchema {
  /** What a statement with {@link MessageSql}'s share of bodies can take. */
  static final int MIN_PACKET_BYTES = 4 * 1024 * 1024;

  /** Own history table, so that another service may keep its tables in the same database. */
  private static final String HISTORY_TABLE = "message_schema_history";

  /** Of the database server, shared by all of its databases; held for the time of a migration. */
  private static final String MIGRATION_LOCK = "seqsvr_message_migration";

  private final DatabaseSettings settings;
  private final InstantSource clock;

  public MessageSchema(DatabaseSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Makes or upgrades the tables, if that is this process's business.
   *
   * @throws DatabaseStartException if the database cannot be used
   */
  public void migrate() {
    DataSource source = Connections.forStart(settings);
    try {
      try (Connection connection = source.getConnection()) {
        // Reached, and durable: fail here with one clear line, not inside the migration.
        checkPacket(connection);
      }
      if (settings.migrate()) {
        Migration.migrate(
            source,
            MessageSchema.class.getClassLoader(),
            "db/migration/message",
            HISTORY_TABLE,
            MIGRATION_LOCK);
      }
    } catch (SQLException e) {
      throw DatabaseStartException.of(settings, e);
    }
  }

  private static void checkPacket(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT @@GLOBAL.max_allowed_packet")) {
      row.next();
      if (row.getLong(1) < MIN_PACKET_BYTES) {
        throw new SQLException(
            "max_allowed_packet is " + row.getLong(1) + ", must be >= " + MIN_PACKET_BYTES);
      }
    }
  }

  /**
   * Writes what the tables belong to, at the first start, and compares it at every other one.
   *
   * @throws SeqsvrException CLUSTER_MISMATCH, with both values
   * @throws DatabaseStartException if the database cannot be used
   */
  public void claim(MessageCluster cluster) {
    try (Connection connection = Connections.forStart(settings).getConnection()) {
      connection.setAutoCommit(false);
      writeOnce(connection, cluster);
      check(connection, cluster);
    } catch (SQLException e) {
      throw DatabaseStartException.of(settings, e);
    }
  }

  /** Writes the cluster's row and the lanes' in one transaction, unless the former is there. */
  private void writeOnce(Connection connection, MessageCluster cluster) throws SQLException {
    String sql =
        "INSERT INTO message_cluster (singleton, cluster_id, lane_count, hash, created_at)"
            + " VALUES (1, ?, ?, ?, ?)";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, cluster.clusterId());
      statement.setInt(2, cluster.laneCount());
      statement.setString(3, cluster.hash());
      statement.setLong(4, clock.millis());
      statement.executeUpdate();
      insertLanes(connection, cluster.laneCount());
      connection.commit();
    } catch (SQLIntegrityConstraintViolationException e) {
      // An earlier start, or another process that starts now, has written it.
      connection.rollback();
    }
  }

  private static void insertLanes(Connection connection, int count) throws SQLException {
    String rows =
        IntStream.range(0, count)
            .mapToObj(lane -> "(" + lane + ",0)")
            .collect(Collectors.joining(","));
    String sql = "INSERT INTO lane (lane_id, epoch) VALUES " + rows;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.executeUpdate();
    }
  }

  private static void check(Connection connection, MessageCluster cluster) throws SQLException {
    MessageCluster stored =
        find(connection).orElseThrow(() -> new SQLException("the cluster's row is gone"));
    checkSame("cluster id of the sequence service", cluster.clusterId(), stored.clusterId());
    checkSame("lane_count", "" + cluster.laneCount(), "" + stored.laneCount());
    checkSame("hash", cluster.hash(), stored.hash());
    checkSame("number of lane rows", "" + cluster.laneCount(), "" + countLanes(connection));
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

  /** What the tables belong to; empty if that row is not there. */
  static Optional<MessageCluster> find(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT cluster_id, lane_count, hash FROM message_cluster")) {
      return row.next()
          ? Optional.of(new MessageCluster(row.getString(1), row.getInt(2), row.getString(3)))
          : Optional.empty();
    }
  }

  private static int countLanes(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM lane")) {
      row.next();
      return row.getInt(1);
    }
  }
}
