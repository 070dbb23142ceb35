package io.seqsvr.message.server.config;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The message service cannot start as it is set up; the message is one line for the operator. */
public final class MessageStartException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public MessageStartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
