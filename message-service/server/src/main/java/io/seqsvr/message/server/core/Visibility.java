package io.seqsvr.message.server.core;

/**
 * A conversation as one user sees it: messages with {@code max(joinedSeq, floorSeq) < seq <=
 * visibleHead}.
 *
 * @param conversation its id
 * @param epoch identity of its log
 * @param headSeq seq of its last committed message, 0 if there is none
 * @param floorSeq messages up to here have been removed, 0 if none
 * @param joinedSeq the head when the user joined
 * @param leftSeq the head when the user left; {@link #STILL_MEMBER} for a member
 */
public record Visibility(
    String conversation, long epoch, long headSeq, long floorSeq, long joinedSeq, long leftSeq) {
  /** The end of what a member sees. */
  public static final long STILL_MEMBER = Long.MAX_VALUE;

  /** Whether the user may send. */
  public boolean isMember() {
    return leftSeq == STILL_MEMBER;
  }

  /** The last seq that the user may see. */
  public long visibleHead() {
    return Math.min(headSeq, leftSeq);
  }

  /** The user sees what is above this. */
  public long visibleFrom() {
    return Math.max(joinedSeq, floorSeq);
  }
}
