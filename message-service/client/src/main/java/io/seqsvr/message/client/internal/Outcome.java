package io.seqsvr.message.client.internal;

import io.seqsvr.api.error.SeqsvrException;

/** How a send ended. */
public sealed interface Outcome {
  /** It is committed. */
  record Accepted(Receipt receipt) implements Outcome {}

  /** Nothing was stored. */
  record Rejected(SeqsvrException refusal) implements Outcome {}

  /** Nobody knows. */
  record Unknown(String problem) implements Outcome {}
}
