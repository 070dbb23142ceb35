package io.seqsvr.client.internal;

import java.util.function.Consumer;

/**
 * A call that lifts a conversation. Raising twice is raising once, so an attempt without an answer
 * is repeated like any other.
 *
 * <p>Thread-safe.
 */
final class RaiseCall extends SingleCall<Long> {
  private final long atLeast;

  RaiseCall(
      String namespace,
      String conversation,
      long atLeast,
      long hash,
      long deadlineNanos,
      Listener<Long> listener) {
    super(namespace, conversation, hash, deadlineNanos, listener);
    this.atLeast = atLeast;
  }

  @Override
  Cancellable begin(
      Connection connection, long routeVersion, long timeoutNanos, Consumer<Attempt<Long>> onEnd) {
    return connection.raise(
        namespace(), conversation(), atLeast, routeVersion, timeoutNanos, onEnd);
  }

  /** True: the seqs up to the number are used up, whether the caller hears of it or not. */
  @Override
  boolean consumes() {
    return true;
  }
}
