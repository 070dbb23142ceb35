package io.seqsvr.cli.tiers;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.ErrorLines;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for a person out of the nested failures of a start. Stateless. */
final class StartFailures {
  private static final Logger log = LoggerFactory.getLogger(StartFailures.class);

  private StartFailures() {}

  /** The failure of one part, told by its innermost reason, which is the one that can be mended. */
  static CommandFailedException explain(String part, Throwable failure) {
    Throwable root = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      root = cause;
    }
    log.debug("{} cannot start", part, failure);
    String reason = ErrorLines.describe(root).strip();
    String firstLine = reason.lines().findFirst().orElse(reason);
    return new CommandFailedException(part + " cannot start: " + firstLine, failure);
  }
}
