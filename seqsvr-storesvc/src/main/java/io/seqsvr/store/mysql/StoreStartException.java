package io.seqsvr.store.mysql;

import java.io.Serial;

/** The store cannot start with this database; the message is one line for the operator. */
public final class StoreStartException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  StoreStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
