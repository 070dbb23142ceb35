package io.seqsvr.history;

import java.io.Serial;

/** A history that cannot be judged: broken in its middle, or not of the format. */
public final class UnusableHistoryException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  UnusableHistoryException(String message) {
    super(message);
  }
}
