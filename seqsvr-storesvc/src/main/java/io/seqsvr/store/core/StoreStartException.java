package io.seqsvr.store.core;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The store cannot start as it is set up; the message is one line for the operator. */
public final class StoreStartException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public StoreStartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
