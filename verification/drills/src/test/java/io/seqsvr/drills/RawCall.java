package io.seqsvr.drills;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.seqsvr.api.alloc.v1.NextReply;
import io.seqsvr.api.alloc.v1.SeqAllocatorGrpc;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.StatusMapping;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Calls of Next with any bytes as the request, to be given up at any stage. Stateless. */
final class RawCall {
  private static final long ANSWER_SECONDS = 20;

  private static final MethodDescriptor<byte[], NextReply> NEXT =
      SeqAllocatorGrpc.getNextMethod().toBuilder(
              new BytesMarshaller(), SeqAllocatorGrpc.getNextMethod().getResponseMarshaller())
          .build();

  private RawCall() {}

  /** How far a call goes before its caller cancels it. */
  enum Stage {
    STARTED,
    SENT,
    HALF_CLOSED,
    HEADERS_RECEIVED,
    MESSAGE_RECEIVED
  }

  /**
   * What came back.
   *
   * @param reply null if none came
   */
  record Ended(Status status, Metadata trailers, @Nullable NextReply reply) {
    /** The service's own refusal, if it is one. */
    Optional<SeqsvrException> refusal() {
      return StatusMapping.fromThrowable(new StatusRuntimeException(status, trailers))
          .map(StatusMapping.RemoteRefusal::refusal);
    }
  }

  /** Calls, and waits for the end. */
  static Ended next(Channel channel, byte[] request, Metadata headers, CallOptions options) {
    return run(channel, request, headers, options, null);
  }

  /** Calls, cancels at a stage, and waits for the end. */
  static Ended cancelled(Channel channel, byte[] request, Stage stage) {
    return run(channel, request, new Metadata(), CallOptions.DEFAULT, stage);
  }

  private static Ended run(
      Channel channel,
      byte[] request,
      Metadata headers,
      CallOptions options,
      @Nullable Stage cancelAt) {
    ClientCall<byte[], NextReply> call = channel.newCall(NEXT, options);
    CompletableFuture<Ended> end = new CompletableFuture<>();
    call.start(new Listener(call, cancelAt, end), headers);
    call.request(2);
    if (!cancelled(call, cancelAt, Stage.STARTED)) {
      call.sendMessage(request);
      if (!cancelled(call, cancelAt, Stage.SENT)) {
        call.halfClose();
        cancelled(call, cancelAt, Stage.HALF_CLOSED);
      }
    }
    return end.orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS).join();
  }

  private static boolean cancelled(ClientCall<?, ?> call, @Nullable Stage cancelAt, Stage reached) {
    if (cancelAt == reached) {
      call.cancel("given up: " + reached, null);
      return true;
    }
    return false;
  }

  private static final class Listener extends ClientCall.Listener<NextReply> {
    private final ClientCall<?, ?> call;
    private final @Nullable Stage cancelAt;
    private final CompletableFuture<Ended> end;
    private @Nullable NextReply reply;

    Listener(ClientCall<?, ?> call, @Nullable Stage cancelAt, CompletableFuture<Ended> end) {
      this.call = call;
      this.cancelAt = cancelAt;
      this.end = end;
    }

    @Override
    public void onHeaders(Metadata headers) {
      cancelled(call, cancelAt, Stage.HEADERS_RECEIVED);
    }

    @Override
    public void onMessage(NextReply message) {
      reply = message;
      cancelled(call, cancelAt, Stage.MESSAGE_RECEIVED);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      end.complete(new Ended(status, trailers, reply));
    }
  }

  private static final class BytesMarshaller implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
