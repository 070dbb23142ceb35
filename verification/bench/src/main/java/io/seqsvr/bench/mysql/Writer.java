package io.seqsvr.bench.mysql;

import java.sql.SQLException;

/** Stores one message at a time, durably, on a connection of its own. One thread. */
interface Writer extends AutoCloseable {
  /** Returns its seq when it is committed. */
  long write(Send send) throws SQLException;

  @Override
  void close() throws SQLException;
}
