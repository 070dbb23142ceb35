package io.seqsvr.client.internal;

/** A call for the routing table of any node. Thread-safe. */
final class RoutesCall extends Call<RouteTable> {
  RoutesCall(long deadlineNanos, Listener<RouteTable> listener) {
    super(deadlineNanos, listener);
  }

  @Override
  boolean consumes() {
    return false;
  }
}
