package io.seqsvr.cli.trace;

/**
 * One line of a trace.
 *
 * @param timeMillis since the origin of the trace, at least 0
 * @param channel where it happened
 * @param kind what happened
 * @param user who did it
 * @param toUser whom a message is addressed to; empty if the channel
 * @param textBytes length of the text, at least 0
 */
public record ChatEvent(
    long timeMillis, String channel, Kind kind, String user, String toUser, int textBytes) {
  /** What happened. */
  public enum Kind {
    /** A message was sent. */
    MESSAGE,

    /** The user came. */
    JOIN,

    /** The user left. */
    QUIT
  }

  /**
   * The conversation that the event belongs to: the channel, or the pair of people in their sorted
   * order, so that both directions are one conversation.
   */
  public String conversation() {
    if (toUser.isEmpty()) {
      return channel;
    }
    return user.compareTo(toUser) <= 0 ? user + ":" + toUser : toUser + ":" + user;
  }
}
