package io.seqsvr.bench.mysql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;

/**
 * The plain way that keeps the order: the head's row lock is held from the number to the commit, so
 * that messages of a conversation become visible in the order of their seqs. The price is that a
 * conversation has one commit at a time.
 */
final class OrderedWriter implements Writer {
  private final Connection connection;
  private final PreparedStatement lock;
  private final PreparedStatement advance;
  private final MessageRow row;

  OrderedWriter(Database database, long seed, InstantSource time) throws SQLException {
    this.connection = database.open();
    connection.setAutoCommit(false);
    this.lock =
        connection.prepareStatement(
            "SELECT head_seq, head_no FROM conversation WHERE conv_id = ? FOR UPDATE");
    this.advance =
        connection.prepareStatement(
            "UPDATE conversation SET head_seq = ?, head_no = ? WHERE conv_id = ?");
    this.row = new MessageRow(connection, seed, time);
  }

  @Override
  public long write(Send send) throws SQLException {
    byte[] conversation = send.conversation().getBytes(UTF_8);
    lock.setBytes(1, conversation);
    long headSeq;
    long headNo;
    try (ResultSet head = lock.executeQuery()) {
      head.next();
      headSeq = head.getLong(1);
      headNo = head.getLong(2);
    }
    row.insert(send, headSeq + 1, headSeq, headNo + 1);
    advance.setLong(1, headSeq + 1);
    advance.setLong(2, headNo + 1);
    advance.setBytes(3, conversation);
    advance.executeUpdate();
    connection.commit();
    return headSeq + 1;
  }

  @Override
  public void close() throws SQLException {
    row.close();
    lock.close();
    advance.close();
    connection.close();
  }
}
