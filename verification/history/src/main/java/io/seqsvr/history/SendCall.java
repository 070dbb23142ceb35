package io.seqsvr.history;

/**
 * One message that a client sent, as the client saw it. All attempts for one message are one
 * record: the start of the first and the end of the last.
 *
 * @param conversation where it was sent to
 * @param sender the user who sent it
 * @param clientMsgId what the client named it, once and for ever
 * @param startNanos monotonic reading before the first request was handed to the transport
 * @param endNanos reading of the same clock after the client had the last answer, or gave up
 * @param outcome what the client knows
 * @param seq the message's place in its conversation, 1 or above; only read if {@link Outcome#OK}
 * @param prevSeq seq of the message before it, 0 for none; only read if {@link Outcome#OK}
 * @param duplicate whether the answer was that of an earlier send; only read if {@link Outcome#OK}
 */
public record SendCall(
    String conversation,
    String sender,
    String clientMsgId,
    long startNanos,
    long endNanos,
    Outcome outcome,
    long seq,
    long prevSeq,
    boolean duplicate) {

  /** Checks that time did not go backwards; seqs are not judged here. */
  public SendCall {
    if (endNanos < startNanos) {
      throw new IllegalArgumentException(
          "endNanos must be >= startNanos " + startNanos + ": " + endNanos);
    }
  }

  /**
   * A message whose client got no seq for it.
   *
   * @param outcome {@link Outcome#FAIL} or {@link Outcome#UNKNOWN}
   */
  public static SendCall withoutSeq(
      String conversation,
      String sender,
      String clientMsgId,
      long startNanos,
      long endNanos,
      Outcome outcome) {
    if (outcome == Outcome.OK) {
      throw new IllegalArgumentException("outcome must be fail or unknown: " + outcome.wireName());
    }
    return new SendCall(
        conversation, sender, clientMsgId, startNanos, endNanos, outcome, 0, 0, false);
  }
}
