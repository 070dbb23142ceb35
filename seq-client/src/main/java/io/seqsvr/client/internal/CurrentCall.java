package io.seqsvr.client.internal;

import java.util.function.Consumer;

/** A call for the last seq of a conversation. Thread-safe. */
final class CurrentCall extends SingleCall<Head> {
  CurrentCall(
      String namespace,
      String conversation,
      long hash,
      long deadlineNanos,
      Listener<Head> listener) {
    super(namespace, conversation, hash, deadlineNanos, listener);
  }

  @Override
  Cancellable begin(
      Connection connection, long routeVersion, long timeoutNanos, Consumer<Attempt<Head>> onEnd) {
    return connection.current(namespace(), conversation(), routeVersion, timeoutNanos, onEnd);
  }

  @Override
  boolean consumes() {
    return false;
  }
}
