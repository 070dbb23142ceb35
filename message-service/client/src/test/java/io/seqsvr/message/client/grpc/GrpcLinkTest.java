package io.seqsvr.message.client.grpc;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.seqsvr.message.client.internal.ClientFrame.Heartbeat;
import io.seqsvr.message.client.internal.LinkEnd;
import io.seqsvr.message.client.internal.LinkEvents;
import io.seqsvr.message.v1.ClientFrame;
import io.seqsvr.message.v1.ServerFrame;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A stream that is cancelled by somebody else. A frame that would throw then breaks off what the
 * loop does: an answered send would never be told to its caller.
 */
class GrpcLinkTest {
  /** Throws as a call of gRPC does. */
  private static final class CancelledCall extends ClientCall<ClientFrame, ServerFrame> {
    @Override
    public void start(Listener<ServerFrame> listener, Metadata headers) {}

    @Override
    public void request(int frames) {}

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {}

    @Override
    public void halfClose() {}

    @Override
    public void sendMessage(ClientFrame frame) {
      throw new IllegalStateException("call was cancelled");
    }
  }

  private static final class NoEvents implements LinkEvents {
    @Override
    public void onFrame(io.seqsvr.message.client.internal.ServerFrame frame) {}

    @Override
    public void onEnd(LinkEnd end) {}
  }

  @Test
  void aFrameForACancelledStreamHasNoEffect() {
    GrpcLink link = GrpcLink.start(new CancelledCall(), new NoEvents());
    assertThatCode(() -> link.send(new Heartbeat())).doesNotThrowAnyException();
  }
}
