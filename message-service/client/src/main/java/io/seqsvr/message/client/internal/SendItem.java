package io.seqsvr.message.client.internal;

import io.seqsvr.api.error.SeqsvrException;
import org.jspecify.annotations.Nullable;

/** A message on its way to the service. Confined to the loop once it is there. */
final class SendItem {
  /** Whoever waits for it. */
  interface Caller {
    /**
     * Told once, by the loop.
     *
     * @param finished false if the client ends and the message is left to the next one
     */
    void onEnd(Outcome outcome, boolean finished);
  }

  final String conversation;
  final Draft draft;
  final long deadlineNanos;
  private final Caller caller;

  /** Number of its frame on this connection; 0 if it has none. */
  long clientSeq;

  int failures;

  /** Whether an attempt may have been stored although it was not answered so. */
  boolean inDoubt;

  @Nullable SeqsvrException lastRefusal;

  SendItem(String conversation, Draft draft, long deadlineNanos, Caller caller) {
    this.conversation = conversation;
    this.draft = draft;
    this.deadlineNanos = deadlineNanos;
    this.caller = caller;
  }

  void end(Outcome outcome, boolean finished) {
    caller.onEnd(outcome, finished);
  }

  /** What is known when nobody waits any longer. */
  Outcome givenUp(String problem) {
    SeqsvrException refusal = lastRefusal;
    return refusal != null && !inDoubt && clientSeq == 0
        ? new Outcome.Rejected(refusal)
        : new Outcome.Unknown(problem);
  }
}
