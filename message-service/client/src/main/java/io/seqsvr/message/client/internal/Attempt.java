package io.seqsvr.message.client.internal;

import io.seqsvr.api.error.SeqsvrException;

/** How one attempt of a call ended. */
public sealed interface Attempt<V> {
  /** With its answer. */
  record Answered<V>(V value) implements Attempt<V> {}

  /** With a refusal: it had no effect. */
  record Refused<V>(SeqsvrException refusal) implements Attempt<V> {}

  /**
   * Without an answer: nobody knows whether it had an effect.
   *
   * @param retryable whether another attempt can do better
   */
  record Unanswered<V>(Throwable cause, boolean retryable) implements Attempt<V> {}
}
