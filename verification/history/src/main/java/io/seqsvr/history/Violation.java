package io.seqsvr.history;

import java.util.Locale;

/**
 * A broken promise, with the lines that show it.
 *
 * @param kind which promise
 * @param text key or conversation, lines and seqs
 */
public record Violation(Kind kind, String text) {
  /** What the services promise for each conversation; the last seven are about messages. */
  public enum Kind {
    /**
     * A block starts at 1 or above, is not empty, and ends at 2^63 - 1 or below; a message's seq is
     * 1 or above.
     */
    RANGE,

    /** No two calls got overlapping blocks. */
    UNIQUE,

    /** If one call ended before another began, its seqs are smaller. */
    ORDERED,

    /** One (sender, client_msg_id) has one seq, and one seq has one of those. */
    ONE_MESSAGE,

    /** What a device showed had been sent, and its send had not surely failed. */
    PHANTOM,

    /** If an accepted send ended before another began, its message has the smaller seq. */
    SEND_ORDER,

    /** A device shows the messages of a conversation in ascending order, none twice. */
    SHOWN_ONCE_IN_ORDER,

    /** A device shows no message whose predecessor, later than what it showed last, is missing. */
    SKIPPED,

    /** A message names as its predecessor 0 or one earlier message of its conversation. */
    CHAIN,

    /** Every device of every member showed every accepted message of the time of membership. */
    LOST;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Override
  public String toString() {
    return "VIOLATION " + kind + ": " + text;
  }
}
