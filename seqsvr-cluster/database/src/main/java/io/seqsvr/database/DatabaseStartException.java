package io.seqsvr.database;

import java.io.Serial;
import java.sql.SQLException;

/** The database cannot be used as it is set up; the message is one line for the operator. */
public final class DatabaseStartException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private DatabaseStartException(String message, SQLException cause) {
    super(message, cause);
  }

  /** Says which database it is, or which of its settings is unsafe; never the password. */
  public static DatabaseStartException of(DatabaseSettings settings, SQLException cause) {
    return new DatabaseStartException(
        cause instanceof UnsafeDurabilityException
            ? String.valueOf(cause.getMessage())
            : "cannot use the database " + settings.url() + ": " + cause.getMessage(),
        cause);
  }
}
