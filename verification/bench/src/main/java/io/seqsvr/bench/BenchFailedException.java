package io.seqsvr.bench;

import java.io.Serial;

/** A measurement that means nothing: something was refused, missing, or stored wrongly. */
public final class BenchFailedException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** Says what was wrong. */
  public BenchFailedException(String message) {
    super(message);
  }

  /** Says what was wrong, and what came of it. */
  public BenchFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
