package io.seqsvr.alloc.grpc;

import io.grpc.StatusException;
import io.seqsvr.api.alloc.v1.Error;
import io.seqsvr.api.alloc.v1.NextBatchReply;
import io.seqsvr.api.alloc.v1.NextBatchRequest;
import io.seqsvr.api.alloc.v1.NextEntry;
import io.seqsvr.api.alloc.v1.NextResult;
import io.seqsvr.api.alloc.v1.SeqAllocatorGrpc;
import io.seqsvr.api.grpc.StatusMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A batch whose entries have more than one owner: what this node has served, and one part for each
 * other node. The results come together in the order of the entries, each with an outcome of its
 * own: a part without an answer leaves the others as they are.
 *
 * <p>Filled by one thread. Then the parts end in any threads: each writes results of its own
 * entries, and who counts {@code open} down to 0 sees them all and builds the reply.
 */
final class DividedBatch {
  /** The entries for one node, and their places in the batch. */
  private static final class Part {
    private final NextBatchRequest.Builder request = NextBatchRequest.newBuilder();
    private final List<Integer> places = new ArrayList<>();
  }

  private final Forwarder forwarder;
  private final NextResult[] results;
  private final Map<Forwarder.Peer, Part> parts = new LinkedHashMap<>();
  private final Map<String, Part> byConversation = new HashMap<>();
  private final AtomicInteger open = new AtomicInteger();

  DividedBatch(Forwarder forwarder, int entries) {
    this.forwarder = forwarder;
    this.results = new NextResult[entries];
  }

  /** Notes the outcome of an entry that this node has decided. */
  void set(int place, NextResult result) {
    results[place] = result;
  }

  /** Leaves an entry to another node. */
  void add(int place, NextEntry entry, Forwarder.Peer owner) {
    Part part = parts.computeIfAbsent(owner, peer -> new Part());
    byConversation.put(key(entry), part);
    add(place, entry, part);
  }

  /** Leaves an entry to the node that an earlier one of its conversation was left to, if any. */
  boolean follows(int place, NextEntry entry) {
    Part part = byConversation.get(key(entry));
    if (part != null) {
      add(place, entry, part);
    }
    return part != null;
  }

  private static String key(NextEntry entry) {
    return entry.getNamespace() + '\0' + entry.getConversation();
  }

  private static void add(int place, NextEntry entry, Part part) {
    part.request.addEntries(entry);
    part.places.add(place);
  }

  /** Sends all parts; the reply is handed on when the last one has ended. */
  void send(Consumer<NextBatchReply> whenComplete) {
    open.set(parts.size());
    parts.forEach((owner, part) -> send(owner, part, whenComplete));
  }

  private void send(Forwarder.Peer owner, Part part, Consumer<NextBatchReply> whenComplete) {
    forwarder.forward(
        owner,
        SeqAllocatorGrpc.getNextBatchMethod(),
        part.request.build(),
        new Forwarder.Answer<NextBatchReply>() {
          @Override
          public void replied(NextBatchReply reply) {
            for (int i = 0; i < part.places.size(); i++) {
              results[part.places.get(i)] =
                  i < reply.getResultsCount() ? reply.getResults(i) : unknown("no result");
            }
            onPartEnd(whenComplete);
          }

          @Override
          public void failed(StatusException failure) {
            NextResult result =
                StatusMapping.fromThrowable(failure)
                    .map(refused -> refusal(StatusMapping.toError(refused.refusal())))
                    .orElseGet(() -> unknown(failure.getStatus().getDescription()));
            part.places.forEach(place -> results[place] = result);
            onPartEnd(whenComplete);
          }
        });
  }

  private void onPartEnd(Consumer<NextBatchReply> whenComplete) {
    if (open.decrementAndGet() == 0) {
      whenComplete.accept(NextBatchReply.newBuilder().addAllResults(List.of(results)).build());
    }
  }

  private static NextResult refusal(Error error) {
    return NextResult.newBuilder().setError(error).build();
  }

  /** No reason: each of the closed set would say that nothing was consumed. */
  private static NextResult unknown(@Nullable String message) {
    return refusal(Error.newBuilder().setMessage(message == null ? "no answer" : message).build());
  }
}
