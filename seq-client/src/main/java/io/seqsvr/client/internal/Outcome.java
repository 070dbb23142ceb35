package io.seqsvr.client.internal;

import io.seqsvr.api.error.SeqsvrException;
import org.jspecify.annotations.Nullable;

/** How a call ended, all its attempts taken together. */
public sealed interface Outcome<V> {
  /** The node's answer. */
  record Value<V>(V value) implements Outcome<V> {}

  /** Refused; none of the attempts consumed anything. */
  record Refusal<V>(SeqsvrException refusal) implements Outcome<V> {}

  /** At least one attempt may have had an effect that nobody reported. */
  record Unknown<V>(String message, @Nullable Throwable cause) implements Outcome<V> {}

  /** The client was closed before anything could have been consumed. */
  record Closed<V>() implements Outcome<V> {}
}
