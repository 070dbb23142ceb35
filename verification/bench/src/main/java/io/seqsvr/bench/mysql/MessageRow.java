package io.seqsvr.bench.mysql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.SplittableRandom;

/** The insert of one message with all columns that the message service fills. One thread. */
final class MessageRow implements AutoCloseable {
  private static final String SQL =
      "INSERT INTO message (conv_id, seq, prev_seq, count_no, sender, client_msg_id,"
          + " payload_hash, server_msg_id, kind, counted, body, body_bytes, created_at)"
          + " VALUES (?,?,?,?,?,?,?,?,0,1,?,?,?)";
  private static final int SERVER_ID_BYTES = 16;

  private final PreparedStatement statement;
  private final MessageDigest sha256;
  private final SplittableRandom random;
  private final InstantSource time;

  MessageRow(Connection connection, long seed, InstantSource time) throws SQLException {
    this.statement = connection.prepareStatement(SQL);
    this.sha256 = sha256();
    this.random = new SplittableRandom(seed);
    this.time = time;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  void insert(Send send, long seq, long prevSeq, long countNo) throws SQLException {
    ByteBuffer serverMsgId = ByteBuffer.allocate(SERVER_ID_BYTES);
    // Time first, as in a UUID of version 7: rows that follow each other have ids that do.
    serverMsgId.putLong(time.millis() << 16).putLong(random.nextLong());
    statement.setBytes(1, send.conversation().getBytes(UTF_8));
    statement.setLong(2, seq);
    statement.setLong(3, prevSeq);
    statement.setLong(4, countNo);
    statement.setBytes(5, send.sender().getBytes(UTF_8));
    statement.setBytes(6, send.clientMsgId().getBytes(UTF_8));
    statement.setBytes(7, sha256.digest(send.body()));
    statement.setBytes(8, serverMsgId.array());
    statement.setBytes(9, send.body());
    statement.setInt(10, send.body().length);
    statement.setLong(11, time.millis());
    statement.executeUpdate();
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
