package io.seqsvr.drills;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.StatusMapping;
import io.seqsvr.message.api.FrameErrors;
import io.seqsvr.message.v1.ClientFrame;
import io.seqsvr.message.v1.Cursor;
import io.seqsvr.message.v1.GoAway;
import io.seqsvr.message.v1.Hello;
import io.seqsvr.message.v1.MessageServiceGrpc;
import io.seqsvr.message.v1.ServerFrame;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A connection of a device by hand, without the SDK: sends any frame, also what is none, and shows
 * every answer. Sends are confined to one thread.
 */
final class RawDevice implements AutoCloseable {
  private static final MethodDescriptor<byte[], ServerFrame> CONNECT =
      RawBytes.requestsOf(MessageServiceGrpc.getConnectMethod());
  private static final long ANSWER_SECONDS = 20;

  private final ClientCall<byte[], ServerFrame> call;
  private final BlockingQueue<ServerFrame> frames = new LinkedBlockingQueue<>();
  private final CompletableFuture<StatusRuntimeException> end = new CompletableFuture<>();

  private RawDevice(Channel channel) {
    call = channel.newCall(CONNECT, CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(ServerFrame frame) {
            frames.add(frame);
            call.request(1);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            end.complete(new StatusRuntimeException(status, trailers));
          }
        },
        new Metadata());
    call.request(1);
  }

  /** Opens a connection that has said nothing yet. */
  static RawDevice open(Channel channel) {
    return new RawDevice(channel);
  }

  /** Opens a connection, and is welcome. */
  static RawDevice welcome(Channel channel, String user, String device, Cursor... cursors)
      throws InterruptedException {
    RawDevice opened = open(channel);
    opened.send(hello(user, device).addAllCursors(List.of(cursors)));
    opened.await(ServerFrame::hasWelcome);
    return opened;
  }

  static Hello.Builder hello(String user, String device) {
    return Hello.newBuilder().setUser(user).setDevice(device);
  }

  RawDevice send(Hello.Builder hello) {
    return send(ClientFrame.newBuilder().setHello(hello));
  }

  RawDevice send(ClientFrame.Builder frame) {
    return sendBytes(frame.build().toByteArray());
  }

  RawDevice sendBytes(byte[] bytes) {
    call.sendMessage(bytes);
    return this;
  }

  /** The next frame that a condition is true of; those before it are dropped. */
  ServerFrame await(Predicate<ServerFrame> which) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ANSWER_SECONDS);
    while (true) {
      ServerFrame frame = frames.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (frame == null) {
        throw new AssertionError("no such frame; the connection: " + end);
      }
      if (which.test(frame)) {
        return frame;
      }
    }
  }

  /** Waits to be sent away. */
  GoAway awaitGoAway() throws InterruptedException {
    return await(ServerFrame::hasGoaway).getGoaway();
  }

  /** Waits for the end of the stream: its status. */
  Status awaitEnd() {
    return end.orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS).join().getStatus();
  }

  /** The refusal that the stream ended with, if it was one. */
  Optional<SeqsvrException> refusal() {
    return StatusMapping.fromThrowable(end.join()).map(StatusMapping.RemoteRefusal::refusal);
  }

  /** A refusal inside a frame. */
  static SeqsvrException refusal(io.seqsvr.message.v1.Error error) {
    return FrameErrors.fromError(error)
        .orElseThrow(() -> new AssertionError("no reason that is known: " + error));
  }

  @Override
  public void close() {
    call.cancel("closed", null);
  }
}
