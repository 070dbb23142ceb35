package io.seqsvr.message.server.seq;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.client.SeqClient;
import io.seqsvr.client.SeqOutcomeUnknownException;
import io.seqsvr.client.SeqRange;
import io.seqsvr.message.server.lane.SeqSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Seqs from a {@link SeqClient}, which is not closed here. All conversations are asked for at once,
 * so that the client sends one request for them. Thread-safe; blocks its caller at most for the
 * timeout. Seqs that come too late, or whose fate is not known, are lost: a gap, which hurts
 * nobody.
 */
public final class SeqClientSource implements SeqSource {
  private final SeqClient client;
  private final String namespace;
  private final Duration timeout;
  private final Duration retryAfter;

  /**
   * @param namespace of all conversations
   * @param timeout for all answers together
   * @param retryAfter hint for senders when there was no answer
   */
  public SeqClientSource(
      SeqClient client, String namespace, Duration timeout, Duration retryAfter) {
    this.client = client;
    this.namespace = namespace;
    this.timeout = timeout;
    this.retryAfter = retryAfter;
  }

  @Override
  public Map<String, Block> take(Map<String, Integer> counts) {
    Map<String, CompletableFuture<SeqRange>> calls = new LinkedHashMap<>();
    counts.forEach(
        (conversation, count) ->
            calls.put(conversation, client.nextAsync(namespace, conversation, count)));
    awaitAll(calls);
    Map<String, Block> blocks = new LinkedHashMap<>();
    calls.forEach((conversation, call) -> blocks.put(conversation, block(call)));
    return blocks;
  }

  /** Returns when all have ended, or there is no time left; their ends are read one by one. */
  private void awaitAll(Map<String, CompletableFuture<SeqRange>> calls) {
    CompletableFuture<?> all =
        CompletableFuture.allOf(calls.values().toArray(CompletableFuture<?>[]::new));
    try {
      all.handle((done, failure) -> done).get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      calls.values().forEach(call -> call.cancel(true));
    } catch (InterruptedException e) {
      calls.values().forEach(call -> call.cancel(true));
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("handled before", e);
    }
  }

  private Block block(CompletableFuture<SeqRange> call) {
    return call.handle(
            (range, failure) -> {
              if (failure == null) {
                return new Block.Taken(range.first());
              }
              return new Block.Refused(
                  failure instanceof SeqsvrException refusal ? refusal : noAnswer(failure));
            })
        .join();
  }

  private SeqsvrException noAnswer(Throwable failure) {
    String how =
        failure instanceof SeqOutcomeUnknownException ? "did not answer" : "could not be asked";
    SeqsvrException refusal =
        SeqsvrException.retryable(
            ErrorReason.STORE_UNAVAILABLE, "the sequence service " + how, retryAfter);
    refusal.addSuppressed(failure);
    return refusal;
  }
}
