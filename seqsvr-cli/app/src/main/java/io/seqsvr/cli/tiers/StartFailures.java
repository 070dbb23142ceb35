package io.seqsvr.cli.tiers;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.ErrorLines;
import io.seqsvr.database.DatabaseStartException;
import io.seqsvr.store.core.StoreStartException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for a person out of the nested failures of a start. Stateless. */
final class StartFailures {
  private static final Logger log = LoggerFactory.getLogger(StartFailures.class);

  private static final String OWN_CODE = "io.seqsvr.";
  private static final int MAX_CHARS = 500;

  private StartFailures() {}

  /**
   * The failure of one part, told by the outermost exception of our own, which says what was tried;
   * else by the innermost one.
   */
  static CommandFailedException explain(String part, Throwable failure) {
    log.debug("{} cannot start", part, failure);
    String reason = oneLine(ErrorLines.describe(telling(failure)));
    return new CommandFailedException(part + " cannot start: " + reason, failure);
  }

  private static Throwable telling(Throwable failure) {
    Throwable last = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (isOwn(cause)) {
        return cause;
      }
      last = cause;
    }
    return last;
  }

  /** Of our own kinds, or thrown by our own code with words of its own. */
  private static boolean isOwn(Throwable failure) {
    if (failure instanceof StoreStartException
        || failure instanceof DatabaseStartException
        || failure instanceof SeqsvrException
        || failure instanceof CommandFailedException) {
      return true;
    }
    Throwable cause = failure.getCause();
    String message = failure.getMessage();
    boolean silent = message == null || (cause != null && message.equals(cause.toString()));
    StackTraceElement[] trace = failure.getStackTrace();
    return !silent && trace.length > 0 && trace[0].getClassName().startsWith(OWN_CODE);
  }

  /** The first line, which says what failed, and as many of the last as there is room for. */
  static String oneLine(String text) {
    List<String> lines = text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    if (lines.isEmpty()) {
      return text.strip();
    }
    String first = shorten(lines.get(0));
    String rest = "";
    for (int i = lines.size() - 1; i > 0; i--) {
      String line = shorten(lines.get(i));
      if (!rest.isEmpty() && first.length() + line.length() + rest.length() > MAX_CHARS) {
        return first + "; ..." + rest;
      }
      rest = "; " + line + rest;
    }
    return first + rest;
  }

  private static String shorten(String line) {
    int end =
        line.offsetByCodePoints(0, Math.min(MAX_CHARS, line.codePointCount(0, line.length())));
    return end == line.length() ? line : line.substring(0, end) + "...";
  }
}
