package io.seqsvr.bench.mysql;

import io.seqsvr.client.SeqClient;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;

/**
 * A number from the sequence service, then an insert. Nothing holds commits in the order of the
 * numbers, so a reader at a cursor misses messages for good, and no message knows the one before
 * it: less than what the message service promises.
 */
final class NumberedWriter implements Writer {
  private final SeqClient seqs;
  private final Connection connection;
  private final MessageRow row;

  NumberedWriter(SeqClient seqs, Database database, long seed, InstantSource time)
      throws SQLException {
    this.seqs = seqs;
    this.connection = database.open();
    this.row = new MessageRow(connection, seed, time);
  }

  @Override
  public long write(Send send) throws SQLException {
    long seq = seqs.next(send.conversation());
    row.insert(send, seq, 0, 0);
    return seq;
  }

  @Override
  public void close() throws SQLException {
    row.close();
    connection.close();
  }
}
