package io.seqsvr.cluster.core;

import java.io.Serial;

/**
 * A register that answers, and does not let this process in. Waiting does not help: somebody has to
 * give it the right credentials.
 */
public final class RegisterDeniedException extends RegisterUnavailableException {
  @Serial private static final long serialVersionUID = 1L;

  public RegisterDeniedException(String message, Throwable cause) {
    super(message, cause);
  }
}
