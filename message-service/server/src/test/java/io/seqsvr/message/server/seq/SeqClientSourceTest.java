package io.seqsvr.message.server.seq;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.client.CurrentSeq;
import io.seqsvr.client.Routes;
import io.seqsvr.client.SeqClient;
import io.seqsvr.client.SeqClientClosedException;
import io.seqsvr.client.SeqOutcomeUnknownException;
import io.seqsvr.client.SeqRange;
import io.seqsvr.message.server.lane.SeqSource.Block;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hunts conversations that suffer from others' refusals, and waits without an end. */
@Timeout(30)
class SeqClientSourceTest {
  private static final Duration RETRY_AFTER = Duration.ofMillis(77);

  private final Client client = new Client();

  @Test
  void allConversationsAreAskedForAtOnce() {
    client.answersAfterCalls = 2;
    Map<String, Block> blocks = take(Duration.ofSeconds(10), Map.of("a", 3, "b", 500));
    assertThat(blocks)
        .containsOnly(Map.entry("a", new Block.Taken(1003)), Map.entry("b", new Block.Taken(1500)));
    assertThat(client.namespaces).containsOnly("message");
  }

  @Test
  void aRefusalIsPassedOnAndHurtsNobodyElse() {
    SeqsvrException refusal = SeqsvrException.of(ErrorReason.SEQ_EXHAUSTED, "no more");
    client.failures.put("a", refusal);
    Map<String, Block> blocks = take(Duration.ofSeconds(10), Map.of("a", 1, "b", 1));
    assertThat(blocks)
        .containsOnly(
            Map.entry("a", new Block.Refused(refusal)), Map.entry("b", new Block.Taken(1001)));
  }

  @Test
  void whatIsNotKnownIsLostAndMayBeTakenAgain() {
    client.failures.put("a", new SeqOutcomeUnknownException("late", null));
    client.failures.put("b", new SeqClientClosedException());
    Map<String, Block> blocks = take(Duration.ofSeconds(10), Map.of("a", 1, "b", 1));
    assertThat(blocks.keySet()).containsExactlyInAnyOrder("a", "b");
    blocks.values().forEach(SeqClientSourceTest::assertUnavailable);
  }

  @Test
  void theTimeoutIsForAllTogether() {
    client.silent = List.of("a", "c");
    Map<String, Block> blocks = take(Duration.ofMillis(20), Map.of("a", 1, "b", 1, "c", 1));
    assertUnavailable(blocks.get("a"));
    assertUnavailable(blocks.get("c"));
    assertThat(blocks).containsEntry("b", new Block.Taken(1001));
    assertThat(client.calls.values()).as("nothing is left waiting").allMatch(c -> c.isDone());
  }

  @Test
  void anInterruptEndsTheWaitAndStaysSet() {
    client.silent = List.of("a");
    Thread.currentThread().interrupt();
    Map<String, Block> blocks = take(Duration.ofSeconds(20), Map.of("a", 1));
    assertThat(Thread.interrupted()).isTrue();
    assertUnavailable(blocks.get("a"));
  }

  private Map<String, Block> take(Duration timeout, Map<String, Integer> counts) {
    return new SeqClientSource(client, "message", timeout, RETRY_AFTER).take(counts);
  }

  private static void assertUnavailable(@Nullable Block block) {
    assertThat(block)
        .isInstanceOfSatisfying(
            Block.Refused.class,
            refused -> {
              assertThat(refused.reason().reason()).isEqualTo(ErrorReason.STORE_UNAVAILABLE);
              assertThat(refused.reason().retryAfter()).contains(RETRY_AFTER);
            });
  }

  /** Answers all when a number of calls have begun, or never. */
  private static final class Client implements SeqClient {
    private final Map<String, RuntimeException> failures = new HashMap<>();
    private final Map<String, CompletableFuture<SeqRange>> calls = new LinkedHashMap<>();
    private final List<Runnable> answers = new ArrayList<>();
    private final Set<String> namespaces = new HashSet<>();
    private List<String> silent = List.of();
    private int answersAfterCalls = 1;

    @Override
    public CompletableFuture<SeqRange> nextAsync(String namespace, String conversation, int count) {
      CompletableFuture<SeqRange> call = new CompletableFuture<>();
      calls.put(conversation, call);
      namespaces.add(namespace);
      RuntimeException failure = failures.get(conversation);
      if (failure != null) {
        answers.add(() -> call.completeExceptionally(failure));
      } else if (!silent.contains(conversation)) {
        answers.add(() -> call.complete(new SeqRange(1000 + count, count)));
      }
      if (calls.size() >= answersAfterCalls) {
        answers.forEach(Runnable::run);
      }
      return call;
    }

    @Override
    public long next(String conversation) {
      throw new UnsupportedOperationException();
    }

    @Override
    public SeqRange next(String namespace, String conversation, int count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CurrentSeq current(String namespace, String conversation) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<CurrentSeq> currentAsync(String namespace, String conversation) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long raise(String namespace, String conversation, long atLeast) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Long> raiseAsync(String namespace, String conversation, long atLeast) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Routes routes() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      throw new UnsupportedOperationException();
    }
  }
}
