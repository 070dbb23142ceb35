package io.seqsvr.client.internal;

import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** A call for the routing table of any node. Thread-safe. */
final class RoutesCall extends Call<RouteTable> {
  private @Nullable Integer turn;

  RoutesCall(long deadlineNanos, Listener<RouteTable> listener) {
    super(deadlineNanos, listener);
  }

  /**
   * Whose turn it is: from one attempt to the next the next node's, whoever else asks meanwhile. A
   * turn shared with the background question that follows each failure would come back to the same
   * one of two nodes for ever.
   *
   * @param first tells the turn of the first attempt
   */
  synchronized int nextTurn(IntSupplier first) {
    int next = turn == null ? first.getAsInt() : turn + 1;
    turn = next;
    return next;
  }

  @Override
  boolean consumes() {
    return false;
  }
}
