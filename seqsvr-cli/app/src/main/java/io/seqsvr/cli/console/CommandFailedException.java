package io.seqsvr.cli.console;

import java.io.Serial;

/**
 * An expected end of a command that could not do its work; the message is one line for a person.
 */
public final class CommandFailedException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** A failure that its message explains. */
  public CommandFailedException(String message) {
    super(message);
  }

  /** A failure with the exception that led to it. */
  public CommandFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
