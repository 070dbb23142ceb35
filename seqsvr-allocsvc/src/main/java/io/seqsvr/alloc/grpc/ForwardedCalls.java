package io.seqsvr.alloc.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.StatusException;
import io.seqsvr.alloc.core.CurrentSeq;
import io.seqsvr.api.alloc.v1.CurrentRequest;
import io.seqsvr.api.alloc.v1.NextRequest;
import io.seqsvr.api.alloc.v1.SeqAllocatorGrpc;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.StatusMapping;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Calls to other nodes for callers who speak another protocol than gRPC. A future ends within 2 s:
 * with the answer, with the owner's {@link SeqsvrException}, or with an {@link
 * OutcomeUnknownException}.
 *
 * <p>Thread-safe; never blocks.
 */
public final class ForwardedCalls {
  private final Forwarder forwarder;

  public ForwardedCalls(Forwarder forwarder) {
    this.forwarder = forwarder;
  }

  /**
   * Takes the next seqs of a conversation from its owner.
   *
   * @return the first seq; empty if there is no other node that owns the section
   */
  public Optional<CompletableFuture<Long>> next(String namespace, String conversation, long count) {
    return call(
        namespace,
        conversation,
        SeqAllocatorGrpc.getNextMethod(),
        NextRequest.newBuilder()
            .setNamespace(namespace)
            .setConversation(conversation)
            .setCount(count)
            .build(),
        reply -> reply.getFirst());
  }

  /**
   * Reads the last seq of a conversation from its owner.
   *
   * @return empty if there is no other node that owns the section
   */
  public Optional<CompletableFuture<CurrentSeq>> current(String namespace, String conversation) {
    return call(
        namespace,
        conversation,
        SeqAllocatorGrpc.getCurrentMethod(),
        CurrentRequest.newBuilder().setNamespace(namespace).setConversation(conversation).build(),
        reply -> new CurrentSeq(reply.getSeq(), reply.getExact()));
  }

  private <Q, R, V> Optional<CompletableFuture<V>> call(
      String namespace,
      String conversation,
      MethodDescriptor<Q, R> method,
      Q request,
      Function<R, V> decode) {
    Forwarder.Peer owner = forwarder.ownerOf(namespace, conversation);
    if (owner == null) {
      return Optional.empty();
    }
    CompletableFuture<V> result = new CompletableFuture<>();
    forwarder.forward(
        owner,
        method,
        request,
        new Forwarder.Answer<R>() {
          @Override
          public void replied(R reply) {
            result.complete(decode.apply(reply));
          }

          @Override
          public void failed(StatusException failure) {
            result.completeExceptionally(
                StatusMapping.fromThrowable(failure)
                    .<RuntimeException>map(StatusMapping.RemoteRefusal::refusal)
                    .orElseGet(() -> new OutcomeUnknownException(failure.getStatus())));
          }
        });
    return Optional.of(result);
  }
}
