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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Calls with any bytes as the request, to be given up at any stage. Stateless. */
final class RawCall {
  private static final long ANSWER_SECONDS = 20;

  private static final MethodDescriptor<byte[], NextReply> NEXT =
      RawBytes.requestsOf(SeqAllocatorGrpc.getNextMethod());

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
  record Ended(Status status, Metadata trailers, @Nullable Object reply) {
    /** The service's own refusal, if it is one. */
    Optional<SeqsvrException> refusal() {
      return StatusMapping.fromThrowable(new StatusRuntimeException(status, trailers))
          .map(StatusMapping.RemoteRefusal::refusal);
    }
  }

  /** Calls, and waits for the end. */
  static Ended next(Channel channel, byte[] request, Metadata headers, CallOptions options) {
    return run(channel, NEXT, request, headers, options, null);
  }

  /** Calls, cancels at a stage, and waits for the end. */
  static Ended cancelled(Channel channel, byte[] request, Stage stage) {
    return cancelled(channel, NEXT, request, stage);
  }

  /** Calls any method, and waits for the end. */
  static Ended call(
      Channel channel, MethodDescriptor<byte[], ?> method, byte[] request, CallOptions options) {
    return run(channel, method, request, new Metadata(), options, null);
  }

  /** As {@link #cancelled(Channel, byte[], Stage)}, of any method. */
  static Ended cancelled(
      Channel channel, MethodDescriptor<byte[], ?> method, byte[] request, Stage stage) {
    return run(channel, method, request, new Metadata(), CallOptions.DEFAULT, stage);
  }

  private static <T> Ended run(
      Channel channel,
      MethodDescriptor<byte[], T> method,
      byte[] request,
      Metadata headers,
      CallOptions options,
      @Nullable Stage cancelAt) {
    ClientCall<byte[], T> call = channel.newCall(method, options);
    CompletableFuture<Ended> end = new CompletableFuture<>();
    call.start(new Listener<>(call, cancelAt, end), headers);
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

  private static final class Listener<T> extends ClientCall.Listener<T> {
    private final ClientCall<?, ?> call;
    private final @Nullable Stage cancelAt;
    private final CompletableFuture<Ended> end;
    private @Nullable T reply;

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
    public void onMessage(T message) {
      reply = message;
      cancelled(call, cancelAt, Stage.MESSAGE_RECEIVED);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      end.complete(new Ended(status, trailers, reply));
    }
  }
}
