package io.seqsvr.database;

import java.io.Serial;
import java.sql.SQLException;

/** The database is set up so that a power cut can take acknowledged commits back. */
public final class UnsafeDurabilityException extends SQLException {
  @Serial private static final long serialVersionUID = 1L;

  UnsafeDurabilityException(String message) {
    super(message);
  }
}
