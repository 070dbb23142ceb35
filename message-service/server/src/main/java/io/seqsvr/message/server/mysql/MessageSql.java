package io.seqsvr.message.server.mysql;

import io.seqsvr.message.server.core.Body;
import io.seqsvr.message.server.core.MessageKind;
import io.seqsvr.message.server.core.PayloadHash;
import io.seqsvr.message.server.core.Receipt;
import io.seqsvr.message.server.core.SendKey;
import io.seqsvr.message.server.core.StoredMessage;
import io.seqsvr.message.server.lane.Append;
import io.seqsvr.message.server.lane.StoredSend;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The statements on messages. The caller has the transaction. */
final class MessageSql {
  /**
   * Bodies that one statement carries. Escaped they can be twice as long, which with everything
   * else fits into {@link MessageSchema#MIN_PACKET_BYTES}.
   */
  private static final int STATEMENT_BODY_BYTES = 1024 * 1024;

  private static final int STATEMENT_ROWS = 1_000;

  private static final String COLUMNS =
      "conv_id, seq, prev_seq, count_no, sender, client_msg_id, payload_hash, server_msg_id, kind,"
          + " counted, body, body_bytes, created_at";

  private static final String ROW = "(?,?,?,?,?,?,?,?,?,?,?,?,?)";

  private MessageSql() {}

  /** Writes messages, in as few statements as their bodies allow. */
  static void insert(Connection connection, List<Append.Row> rows) throws SQLException {
    int from = 0;
    while (from < rows.size()) {
      int to = from;
      long bytes = 0;
      while (to < rows.size()
          && to - from < STATEMENT_ROWS
          && (to == from || bytes + size(rows.get(to)) <= STATEMENT_BODY_BYTES)) {
        bytes += size(rows.get(to));
        to++;
      }
      insertSome(connection, rows.subList(from, to));
      from = to;
    }
  }

  private static int size(Append.Row row) {
    return row.message().body().size();
  }

  private static void insertSome(Connection connection, List<Append.Row> rows) throws SQLException {
    String sql = "INSERT INTO message (" + COLUMNS + ") VALUES " + Arguments.list(ROW, rows.size());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Arguments arguments = new Arguments(statement);
      for (Append.Row row : rows) {
        StoredMessage message = row.message();
        arguments
            .id(message.key().conversation())
            .number(message.seq())
            .number(message.prevSeq())
            .number(message.countNo())
            .id(message.key().sender())
            .id(message.key().clientMsgId())
            .bytes(row.hash().toBytes())
            .bytes(toBytes(message.serverMsgId()))
            .number(message.kind().code())
            .number(message.counted() ? 1 : 0)
            .bytes(message.body().toBytes())
            .number(message.body().size())
            .number(message.createdAtMillis());
      }
      statement.executeUpdate();
    }
  }

  /** What is stored under dedupe keys; what is not stored is not in the map. */
  static Map<SendKey, StoredSend> find(Connection connection, Collection<SendKey> keys)
      throws SQLException {
    Map<SendKey, StoredSend> found = new HashMap<>();
    if (keys.isEmpty()) {
      return found;
    }
    // Not (a, b, c) IN (...): MariaDB reads the whole table for that.
    String one = "(conv_id = ? AND sender = ? AND client_msg_id = ?)";
    String sql =
        "SELECT conv_id, sender, client_msg_id, payload_hash, seq, prev_seq, server_msg_id,"
            + " created_at FROM message FORCE INDEX (message_is_sent_once) WHERE "
            + one
            + (" OR " + one).repeat(keys.size() - 1);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Arguments arguments = new Arguments(statement);
      for (SendKey key : keys) {
        arguments.id(key.conversation()).id(key.sender()).id(key.clientMsgId());
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.put(
              new SendKey(Arguments.id(row, 1), Arguments.id(row, 2), Arguments.id(row, 3)),
              new StoredSend(
                  PayloadHash.ofBytes(row.getBytes(4)),
                  new Receipt(
                      row.getLong(5),
                      row.getLong(6),
                      toUuid(row.getBytes(7)),
                      row.getLong(8),
                      true)));
        }
      }
    }
    return found;
  }

  /** Seq and size of a message. */
  record Extent(long seq, int bodyBytes) {}

  /** Messages with {@code after < seq <= upTo}, ascending, without their bodies. */
  static List<Extent> extents(
      Connection connection, String conversation, long after, long upTo, long limit)
      throws SQLException {
    String sql =
        "SELECT seq, body_bytes FROM message FORCE INDEX (PRIMARY)"
            + " WHERE conv_id = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      new Arguments(statement).id(conversation).number(after).number(upTo).number(limit);
      List<Extent> extents = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          extents.add(new Extent(row.getLong(1), row.getInt(2)));
        }
      }
      return extents;
    }
  }

  /** Messages with {@code after < seq <= upTo}, ascending. */
  static List<StoredMessage> read(Connection connection, String conversation, long after, long upTo)
      throws SQLException {
    String sql =
        "SELECT "
            + COLUMNS
            + " FROM message FORCE INDEX (PRIMARY)"
            + " WHERE conv_id = ? AND seq > ? AND seq <= ? ORDER BY seq";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      new Arguments(statement).id(conversation).number(after).number(upTo);
      List<StoredMessage> messages = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          messages.add(message(row));
        }
      }
      return messages;
    }
  }

  private static StoredMessage message(ResultSet row) throws SQLException {
    return new StoredMessage(
        new SendKey(Arguments.id(row, 1), Arguments.id(row, 5), Arguments.id(row, 6)),
        row.getLong(2),
        row.getLong(3),
        row.getLong(4),
        toUuid(row.getBytes(8)),
        MessageKind.of(row.getInt(9)),
        row.getBoolean(10),
        Body.of(row.getBytes(11)),
        row.getLong(13));
  }

  /** Number of counted messages up to a seq, inclusive. */
  static long countNo(Connection connection, String conversation, long upToSeq)
      throws SQLException {
    String sql =
        "SELECT count_no FROM message FORCE INDEX (PRIMARY)"
            + " WHERE conv_id = ? AND seq <= ? ORDER BY seq DESC LIMIT 1";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      new Arguments(statement).id(conversation).number(upToSeq);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  private static byte[] toBytes(UUID uuid) {
    return ByteBuffer.allocate(16)
        .putLong(uuid.getMostSignificantBits())
        .putLong(uuid.getLeastSignificantBits())
        .array();
  }

  private static UUID toUuid(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }
}
