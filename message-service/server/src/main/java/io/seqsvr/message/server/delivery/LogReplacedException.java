package io.seqsvr.message.server.delivery;

import java.io.Serial;

/** A conversation has another log than when the session began to follow it. */
final class LogReplacedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  LogReplacedException() {
    super("the log of the conversation was replaced", null, true, false);
  }
}
