package io.seqsvr.alloc.grpc;

import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/**
 * Knows whether a call was given to a connection. If it was not, the other node surely has not seen
 * it, so that the caller needn't be left in doubt.
 *
 * <p>Thread-safe: one volatile flag, which only ever becomes true.
 */
final class ReachTracer extends ClientStreamTracer.Factory {
  private volatile boolean reached;

  /** False only if no byte of the call can have left this process. */
  boolean reached() {
    return reached;
  }

  @Override
  public ClientStreamTracer newClientStreamTracer(
      ClientStreamTracer.StreamInfo info, Metadata headers) {
    return new ClientStreamTracer() {
      @Override
      public void streamCreated(Attributes transportAttributes, Metadata requestHeaders) {
        reached = true;
      }
    };
  }
}
