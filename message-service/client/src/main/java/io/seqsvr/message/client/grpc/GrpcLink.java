package io.seqsvr.message.client.grpc;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.seqsvr.message.client.internal.Link;
import io.seqsvr.message.client.internal.LinkEnd;
import io.seqsvr.message.client.internal.LinkEvents;
import io.seqsvr.message.v1.ClientFrame;
import io.seqsvr.message.v1.ServerFrame;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One stream. Bounded both ways: a few frames are read ahead of what the loop has worked off, and a
 * stream that takes nothing while thousands of frames are written is given up.
 *
 * <p>{@code send}, {@code consumed} and {@code close} are confined to the loop; events come from
 * the connection's thread.
 */
final class GrpcLink extends ClientCall.Listener<ServerFrame> implements Link {
  private static final System.Logger LOG = System.getLogger("io.seqsvr.message.client");
  private static final int READ_AHEAD = 16;
  private static final int MAX_UNREADY_FRAMES = 100_000;

  private final ClientCall<ClientFrame, ServerFrame> call;
  private final LinkEvents events;

  /** Frames written since the stream last took any: reset by the connection's thread. */
  private final AtomicInteger unready = new AtomicInteger();

  private GrpcLink(ClientCall<ClientFrame, ServerFrame> call, LinkEvents events) {
    this.call = call;
    this.events = events;
  }

  static GrpcLink start(ClientCall<ClientFrame, ServerFrame> call, LinkEvents events) {
    GrpcLink link = new GrpcLink(call, events);
    call.start(link, new Metadata());
    call.request(READ_AHEAD);
    return link;
  }

  @Override
  public void send(io.seqsvr.message.client.internal.ClientFrame frame) {
    if (!call.isReady() && unready.incrementAndGet() > MAX_UNREADY_FRAMES) {
      call.cancel("the service takes no frames", null);
      return;
    }
    try {
      call.sendMessage(Encoder.frame(frame));
    } catch (IllegalStateException e) {
      // Cancelled by somebody else, an interceptor for instance: the end is on its way as an event.
      // Thrown on, it would break off whatever the loop was about to do after this frame.
      LOG.log(System.Logger.Level.DEBUG, "a frame for a stream that is over", e);
    }
  }

  @Override
  public void consumed() {
    call.request(1);
  }

  @Override
  public void close() {
    call.cancel("the client gives the connection up", null);
  }

  @Override
  public void onReady() {
    unready.set(0);
  }

  @Override
  public void onMessage(ServerFrame frame) {
    events.onFrame(Decoder.frame(frame));
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    events.onEnd(
        status.isOk()
            ? new LinkEnd(false, "the service ended the stream", 0)
            : Failures.end(status.asException(trailers)));
  }
}
