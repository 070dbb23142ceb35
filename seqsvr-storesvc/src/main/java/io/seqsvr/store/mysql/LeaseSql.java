package io.seqsvr.store.mysql;

import io.seqsvr.store.core.LeaseRow;
import io.seqsvr.store.core.LeaseStates;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The statements on leases. The caller has the transaction.
 *
 * <p>No two transactions can wait for each other over them. One that changes sections locks their
 * rows first, in the order of ids, and then the leases that it asks for, shared and in the order of
 * incarnations. One that renews or fences locks a single lease and nothing else, so it waits for
 * nobody while it holds it. One that tidies up locks leases alone, in the same order.
 */
final class LeaseSql {
  private static final String COLUMNS =
      "incarnation, node, address, version, state, lease_nanos, margin_nanos, updated_at";

  private LeaseSql() {}

  /**
   * Reads the states of leases and keeps others from changing them until the end of the
   * transaction.
   *
   * @param incarnations in any order
   */
  static LeaseStates share(Connection connection, Collection<String> incarnations)
      throws SQLException {
    if (incarnations.isEmpty()) {
      return LeaseStates.NONE;
    }
    // "FOR SHARE" says the same, but not to MariaDB. A scan would wait for leases of others.
    String sql =
        "SELECT incarnation, state FROM node_lease FORCE INDEX (PRIMARY) WHERE incarnation IN ("
            + marks(incarnations.size())
            + ") ORDER BY incarnation LOCK IN SHARE MODE";
    Map<String, LeaseRow.State> states = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, incarnations);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          states.put(result.getString(1), LeaseRow.State.valueOf(result.getString(2)));
        }
      }
    }
    return new LeaseStates(states);
  }

  /** Reads and locks one lease; empty if there is none. */
  static Optional<LeaseRow> lock(Connection connection, String incarnation) throws SQLException {
    String sql = "SELECT " + COLUMNS + " FROM node_lease WHERE incarnation = ? FOR UPDATE";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, incarnation);
      return rows(statement).stream().findFirst();
    }
  }

  /** Stores a new lease. One that somebody else makes at the same moment ends the transaction. */
  static void insert(Connection connection, LeaseRow row) throws SQLException {
    String sql = "INSERT INTO node_lease (" + COLUMNS + ") VALUES (" + marks(8) + ")";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, row.incarnation());
      statement.setString(2, row.nodeId());
      statement.setString(3, row.address());
      statement.setLong(4, row.version());
      statement.setString(5, row.state().name());
      statement.setLong(6, row.leaseNanos());
      statement.setLong(7, row.marginNanos());
      statement.setLong(8, row.updatedAtMillis());
      statement.executeUpdate();
    }
  }

  /**
   * Stores what changes of a lease. The statement names the version that was locked: a database
   * that does not keep its locks is found out here.
   *
   * @throws IllegalStateException if the row is not what it was when it was locked
   */
  static void update(Connection connection, LeaseRow before, LeaseRow after) throws SQLException {
    String sql =
        "UPDATE node_lease SET version = ?, state = ?, updated_at = ?"
            + " WHERE incarnation = ? AND version = ? AND state = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, after.version());
      statement.setString(2, after.state().name());
      statement.setLong(3, after.updatedAtMillis());
      statement.setString(4, before.incarnation());
      statement.setLong(5, before.version());
      statement.setString(6, before.state().name());
      if (statement.executeUpdate() != 1) {
        throw new IllegalStateException("row changed under its lock: " + before);
      }
    }
  }

  /** Reads leases without a lock, in order, those after an incarnation. */
  static List<LeaseRow> read(Connection connection, String after, int limit) throws SQLException {
    String sql =
        "SELECT " + COLUMNS + " FROM node_lease WHERE incarnation > ? ORDER BY incarnation LIMIT ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, after);
      statement.setInt(2, limit);
      return rows(statement);
    }
  }

  /**
   * Finds leases that are fenced and that no section names, without a lock. They stay so: a fence
   * waits for every acquire that has read the lease, and none after it is granted.
   */
  static List<String> findForgettable(Connection connection, long beforeMillis, int limit)
      throws SQLException {
    String sql =
        "SELECT incarnation FROM node_lease WHERE state = 'FENCED' AND updated_at < ?"
            + " AND incarnation NOT IN (SELECT owner FROM section)"
            + " ORDER BY incarnation LIMIT ?";
    List<String> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, beforeMillis);
      statement.setInt(2, limit);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          found.add(result.getString(1));
        }
      }
    }
    return found;
  }

  /** Deletes leases that are still fenced. */
  static int delete(Connection connection, List<String> incarnations) throws SQLException {
    String sql =
        "DELETE l FROM node_lease AS l FORCE INDEX (PRIMARY)"
            + " WHERE l.state = 'FENCED' AND l.incarnation IN ("
            + marks(incarnations.size())
            + ")";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, incarnations);
      return statement.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, Collection<String> incarnations)
      throws SQLException {
    int index = 1;
    for (String incarnation : new TreeSet<>(incarnations)) {
      statement.setString(index++, incarnation);
    }
  }

  private static String marks(int count) {
    return String.join(",", Collections.nCopies(count, "?"));
  }

  private static List<LeaseRow> rows(PreparedStatement statement) throws SQLException {
    List<LeaseRow> rows = new ArrayList<>();
    try (ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        rows.add(
            new LeaseRow(
                result.getString(1),
                result.getString(2),
                result.getString(3),
                result.getLong(4),
                LeaseRow.State.valueOf(result.getString(5)),
                result.getLong(6),
                result.getLong(7),
                result.getLong(8)));
      }
    }
    return rows;
  }
}
