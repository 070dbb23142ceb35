package io.seqsvr.client.internal;

import io.seqsvr.api.error.SeqsvrException;
import org.jspecify.annotations.Nullable;

/** How one try of a call on one node ended. */
public sealed interface Attempt<V> {
  /** The routing table that came with the answer, if any. */
  @Nullable RouteTable routes();

  /** The node did what was asked. */
  record Answered<V>(V value, @Nullable RouteTable routes) implements Attempt<V> {}

  /** The node refused; nothing was consumed. */
  record Refused<V>(SeqsvrException refusal, @Nullable RouteTable routes) implements Attempt<V> {}

  /**
   * No answer that can be understood.
   *
   * @param mayHaveEffect false only if the request surely never reached a node
   * @param retryable whether another try can do better
   */
  record Unanswered<V>(Throwable cause, boolean mayHaveEffect, boolean retryable)
      implements Attempt<V> {
    @Override
    public @Nullable RouteTable routes() {
      return null;
    }
  }
}
