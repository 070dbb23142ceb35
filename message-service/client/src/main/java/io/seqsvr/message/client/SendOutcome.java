package io.seqsvr.message.client;

import io.seqsvr.api.error.SeqsvrException;

/** How a send ended. */
public sealed interface SendOutcome {
  /** It is committed. */
  record Accepted(SendReceipt receipt) implements SendOutcome {}

  /** Nothing was stored, and nothing will be. */
  record Rejected(SeqsvrException refusal) implements SendOutcome {}

  /**
   * It was given up before anybody knew. It may be stored, now or later; the same message under the
   * same id tells.
   *
   * @param problem one sentence for a person
   */
  record Unknown(String problem) implements SendOutcome {}
}
