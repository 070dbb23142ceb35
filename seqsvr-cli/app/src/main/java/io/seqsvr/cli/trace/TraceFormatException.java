package io.seqsvr.cli.trace;

import java.io.IOException;
import java.io.Serial;

/** A trace that is not of the format; the message is one line that names line and field. */
public final class TraceFormatException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  TraceFormatException(String message) {
    super(message);
  }
}
