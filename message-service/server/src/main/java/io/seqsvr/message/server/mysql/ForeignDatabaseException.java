package io.seqsvr.message.server.mysql;

import java.io.Serial;
import java.sql.SQLException;

/** Another cluster's database answers where this cluster's was at the start. */
final class ForeignDatabaseException extends SQLException {
  @Serial private static final long serialVersionUID = 1L;

  ForeignDatabaseException(String message) {
    super(message);
  }
}
