package io.seqsvr.alloc.grpc;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.StatusMapping;
import io.seqsvr.api.grpc.StatusMapping.RemoteRefusal;
import io.seqsvr.api.store.v1.SequenceStoreGrpc;
import io.seqsvr.api.store.v1.SequenceStoreGrpc.SequenceStoreBlockingStub;
import io.seqsvr.api.store.v1.SequenceStoreGrpc.SequenceStoreFutureStub;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Calls to the stores, which are stateless and equal: a call that gets no answer makes the next one
 * go to the next store.
 *
 * <p>Thread-safe. Every {@link #call} blocks for at most the time limit.
 */
final class StoreCalls {
  private static final Duration RETRY_AFTER = Duration.ofMillis(200);

  private final List<ManagedChannel> channels;
  private final long timeLimitMillis;
  private final AtomicInteger preferred;

  StoreCalls(List<ManagedChannel> channels, Duration timeLimit) {
    this(channels, timeLimit, new AtomicInteger());
  }

  private StoreCalls(List<ManagedChannel> channels, Duration timeLimit, AtomicInteger preferred) {
    if (channels.isEmpty()) {
      throw new IllegalArgumentException("at least one store is needed");
    }
    this.channels = List.copyOf(channels);
    this.timeLimitMillis = timeLimit.toMillis();
    this.preferred = preferred;
  }

  /**
   * Calls to the same stores with another time limit. A store that leaves one of both without an
   * answer is not asked by the other, which may have a longer limit to lose.
   */
  StoreCalls within(Duration timeLimit) {
    return new StoreCalls(channels, timeLimit, preferred);
  }

  /**
   * Calls one store.
   *
   * @throws SeqsvrException the store's refusal, or STORE_UNAVAILABLE if there is no answer
   */
  <R> R call(Function<SequenceStoreBlockingStub, R> method) {
    int index = preferred.get();
    ManagedChannel channel = channels.get(Math.floorMod(index, channels.size()));
    try {
      return method.apply(
          SequenceStoreGrpc.newBlockingStub(channel)
              .withDeadlineAfter(timeLimitMillis, TimeUnit.MILLISECONDS));
    } catch (StatusRuntimeException e) {
      throw failure(index, channel, e);
    }
  }

  /**
   * Calls one store and returns at once. The future ends on the transport's thread, exceptionally
   * with what {@link #call} throws.
   */
  <R> CompletableFuture<R> send(Function<SequenceStoreFutureStub, ListenableFuture<R>> method) {
    int index = preferred.get();
    ManagedChannel channel = channels.get(Math.floorMod(index, channels.size()));
    CompletableFuture<R> answer = new CompletableFuture<>();
    ListenableFuture<R> sent =
        method.apply(
            SequenceStoreGrpc.newFutureStub(channel)
                .withDeadlineAfter(timeLimitMillis, TimeUnit.MILLISECONDS));
    sent.addListener(
        () -> {
          try {
            answer.complete(Futures.getDone(sent));
          } catch (ExecutionException e) {
            answer.completeExceptionally(
                failure(index, channel, Status.fromThrowable(e).asRuntimeException()));
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
          }
        },
        Runnable::run);
    return answer;
  }

  private SeqsvrException failure(int index, ManagedChannel channel, StatusRuntimeException e) {
    Optional<RemoteRefusal> refusal = StatusMapping.fromThrowable(e);
    if (refusal.isEmpty()) {
      preferred.compareAndSet(index, index + 1);
      reconnect(channel, e.getStatus());
    }
    return refusal
        .map(RemoteRefusal::refusal)
        .orElseGet(() -> unavailable("the store did not answer: " + e.getStatus()));
  }

  /** What a store that answers nonsense is taken for. */
  static SeqsvrException unavailable(String message) {
    return SeqsvrException.retryable(ErrorReason.STORE_UNAVAILABLE, message, RETRY_AFTER);
  }

  /**
   * Makes the next call try a connection at once: the library's own pause after failures grows to
   * two minutes, and a connection whose other end has vanished looks alive until the kernel gives
   * up.
   */
  private static void reconnect(ManagedChannel channel, Status failure) {
    if (failure.getCode() == Status.Code.DEADLINE_EXCEEDED) {
      channel.enterIdle();
    }
    channel.resetConnectBackoff();
  }
}
