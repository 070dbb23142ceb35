package io.seqsvr.message.server.core;

import io.seqsvr.api.error.SeqsvrException;

/** How a send ended. */
public sealed interface SendResult {
  /** The message is committed. */
  record Accepted(Receipt receipt) implements SendResult {}

  /** Nothing was stored by this attempt, and nothing will be. */
  record Rejected(SeqsvrException refusal) implements SendResult {}

  /** Nobody knows yet whether it is committed; the same send again will tell. */
  record Unknown(SeqsvrException reason) implements SendResult {}
}
