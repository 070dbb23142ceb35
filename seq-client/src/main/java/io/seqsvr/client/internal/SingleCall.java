package io.seqsvr.client.internal;

import java.util.function.Consumer;

/**
 * A call about one conversation that is sent at once, in a request of its own, past those that wait
 * in the node's queue. Thread-safe.
 */
abstract sealed class SingleCall<V> extends KeyedCall<V> permits CurrentCall, RaiseCall {
  private final String namespace;
  private final String conversation;

  SingleCall(
      String namespace, String conversation, long hash, long deadlineNanos, Listener<V> listener) {
    super(hash, deadlineNanos, listener);
    this.namespace = namespace;
    this.conversation = conversation;
  }

  /**
   * Begins one attempt; parameters as in {@link Connection}.
   *
   * @return cancels the attempt
   */
  abstract Cancellable begin(
      Connection connection, long routeVersion, long timeoutNanos, Consumer<Attempt<V>> onEnd);

  final String namespace() {
    return namespace;
  }

  final String conversation() {
    return conversation;
  }
}
