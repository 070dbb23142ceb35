package io.seqsvr.message.server.mysql;

import java.sql.SQLException;

/** What the failure of a statement means for whoever would repeat it. */
enum SqlFailure {
  /** The data is at fault: a key that is there, a value that does not fit. No repeat will help. */
  REFUSED,

  /** Another transaction held a row for too long, or a circle of waits was broken. */
  LOCKED,

  /** Anything else: most of all, no connection, or one that broke. */
  OTHER;

  private static final int LOCK_WAIT_TIMEOUT = 1205;
  private static final int DEADLOCK = 1213;
  private static final int DUPLICATE_KEY = 1062;

  static SqlFailure of(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    // The standard's classes "data exception" and "integrity constraint violation".
    if (state.startsWith("22") || state.startsWith("23")) {
      return REFUSED;
    }
    int code = failure.getErrorCode();
    return code == LOCK_WAIT_TIMEOUT || code == DEADLOCK ? LOCKED : OTHER;
  }

  /**
   * Whether a row has the primary key of another one. MariaDB names the key, MySQL also its table;
   * the text ends with the name.
   */
  static boolean isTakenPrimaryKey(SQLException failure) {
    return failure.getErrorCode() == DUPLICATE_KEY
        && String.valueOf(failure.getMessage()).endsWith("PRIMARY'");
  }
}
