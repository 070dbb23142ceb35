package io.seqsvr.client.internal;

/**
 * A call in flight to a node in a request of its own. Guarded by the lock of the node, but for what
 * does not change.
 */
final class LoneRequest {
  private final SingleCall<?> call;
  private final Handle rpc = new Handle();
  private final long sentNanos;
  private boolean abandoned;

  LoneRequest(SingleCall<?> call, long sentNanos) {
    this.call = call;
    this.sentNanos = sentNanos;
  }

  SingleCall<?> call() {
    return call;
  }

  Handle rpc() {
    return rpc;
  }

  /** Whether the answer should have come long ago. */
  boolean isSilent(long nowNanos, long patienceNanos) {
    return nowNanos - sentNanos >= patienceNanos;
  }

  /** Gives the request up, unless the call has ended; the call is then to be sent elsewhere. */
  boolean abandon(Throwable cause) {
    if (abandoned || !call.abandon(rpc, cause)) {
      return false;
    }
    abandoned = true;
    return true;
  }

  /** Whether the call has been sent elsewhere meanwhile: only an answer still counts for it. */
  boolean isAbandoned() {
    return abandoned;
  }
}
