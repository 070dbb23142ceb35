package io.seqsvr.message.server.mysql;

import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Fills the parameters of a statement from left to right. For one thread. */
final class Arguments {
  private final PreparedStatement statement;
  private int next = 1;

  Arguments(PreparedStatement statement) {
    this.statement = statement;
  }

  /** The bytes of an id; how they come back is {@link #id(ResultSet, int)}. */
  Arguments id(String id) throws SQLException {
    return bytes(id.getBytes(StandardCharsets.UTF_8));
  }

  Arguments number(long value) throws SQLException {
    statement.setLong(next++, value);
    return this;
  }

  Arguments bytes(byte[] bytes) throws SQLException {
    statement.setBytes(next++, bytes);
    return this;
  }

  /** An id out of a column. */
  static String id(ResultSet row, int column) throws SQLException {
    return new String(row.getBytes(column), StandardCharsets.UTF_8);
  }

  /** {@code count} times the text, with commas between. */
  static String list(String one, int count) {
    return one + ("," + one).repeat(count - 1);
  }
}
