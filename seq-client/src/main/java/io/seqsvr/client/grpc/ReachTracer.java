package io.seqsvr.client.grpc;

import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/**
 * Knows whether a request was given to a connection. If it was not, the node surely has not seen
 * it, so that the caller needn't be left in doubt.
 *
 * <p>Thread-safe: one volatile flag, which only ever becomes true.
 */
final class ReachTracer extends ClientStreamTracer.Factory {
  private volatile boolean reached;

  /** False only if no byte of the request can have left this process. */
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
