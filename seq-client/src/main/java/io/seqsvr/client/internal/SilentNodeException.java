package io.seqsvr.client.internal;

import java.io.Serial;

/** A node was silent, and its section went to another one meanwhile. Without a stack trace. */
final class SilentNodeException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  SilentNodeException() {
    super("no answer until the section had a new owner", null, false, false);
  }
}
