package io.seqsvr.message.client;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** There was no answer in time, so nobody knows whether the call had its effect. */
public final class MessageOutcomeUnknownException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  MessageOutcomeUnknownException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
