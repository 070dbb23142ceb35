package io.seqsvr.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input gets the server's own error, and no request is spent on it. */
class ArgumentsTest {
  private final FakeCluster cluster = FakeCluster.ofOneNode();
  private final SeqClient client = SeqClient.builder(cluster.node(0).address()).build();

  @AfterEach
  void close() {
    client.close();
    cluster.close();
  }

  static Stream<Arguments> badInput() {
    return Stream.of(
        Arguments.of("", "", 1, "conversation"),
        Arguments.of("", "x".repeat(257), 1, "conversation"),
        Arguments.of("", "€".repeat(86), 1, "conversation"),
        Arguments.of("", "x".repeat(1 << 20), 1, "conversation"),
        Arguments.of("", "half a pair: \ud800", 1, "conversation"),
        Arguments.of("Upper", "x", 1, "namespace"),
        Arguments.of("n".repeat(65), "x", 1, "namespace"),
        Arguments.of("", "x", 0, "count"),
        Arguments.of("", "x", -1, "count"),
        Arguments.of("", "x", Integer.MIN_VALUE, "count"));
  }

  @ParameterizedTest
  @MethodSource("badInput")
  void isRefusedWithoutAnyRequest(String namespace, String conversation, int count, String field) {
    assertThatThrownBy(() -> client.next(namespace, conversation, count))
        .satisfies(failure -> assertInvalid(failure, field));
    CompletableFuture<SeqRange> future = client.nextAsync(namespace, conversation, count);
    assertThatThrownBy(future::join)
        .isInstanceOf(CompletionException.class)
        .satisfies(failure -> assertInvalid(failure.getCause(), field));
    if (!field.equals("count")) {
      assertThatThrownBy(() -> client.current(namespace, conversation))
          .satisfies(failure -> assertInvalid(failure, field));
      assertThat(client.currentAsync(namespace, conversation)).isCompletedExceptionally();
      assertThatThrownBy(() -> client.raise(namespace, conversation, 1))
          .satisfies(failure -> assertInvalid(failure, field));
    }

    assertThat(cluster.node(0).batches).isEmpty();
    assertThat(cluster.node(0).currentCalls).hasValue(0);
    assertThat(cluster.node(0).raises).isEmpty();
    assertThat(cluster.node(0).routesCalls).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, (1L << 62) + 1, Long.MAX_VALUE})
  void aNumberThatNoConversationCanBeRaisedToIsRefusedWithoutAnyRequest(long atLeast) {
    assertThatThrownBy(() -> client.raise("", "x", atLeast))
        .satisfies(failure -> assertInvalid(failure, "at_least"))
        .hasMessage("at_least must be 1..2^62: " + atLeast);
    assertThatThrownBy(client.raiseAsync("", "x", atLeast)::join)
        .satisfies(failure -> assertInvalid(failure.getCause(), "at_least"));

    assertThat(cluster.node(0).raises).isEmpty();
    assertThat(cluster.node(0).routesCalls).hasValue(0);
  }

  private static void assertInvalid(@Nullable Throwable failure, String field) {
    assertThat(failure)
        .isInstanceOfSatisfying(
            SeqsvrException.class,
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(ErrorReason.INVALID_ARGUMENT);
              assertThat(refusal.metadata()).containsEntry("field", field).containsKey("limit");
            });
  }

  @Test
  void settingsHaveRanges() {
    SeqClientBuilder builder = SeqClient.builder("localhost:1");
    for (Duration bad :
        List.of(
            Duration.ZERO,
            Duration.ofMillis(-1),
            Duration.ofDays(36_501),
            Duration.ofSeconds(Long.MAX_VALUE))) {
      assertThatThrownBy(() -> builder.timeout(bad)).hasMessageContaining("timeout must be");
      assertThatThrownBy(() -> builder.attemptTimeout(bad)).hasMessageContaining("attemptTimeout");
    }
    for (int bad : new int[] {0, -1, 101}) {
      assertThatThrownBy(() -> builder.maxInFlightBatches(bad))
          .hasMessage("maxInFlightBatches must be 1..100: " + bad);
    }
    assertThatThrownBy(() -> builder.maxBatchEntries(1_001)).hasMessageContaining("1..1000");
    assertThatThrownBy(() -> builder.maxPending(0)).hasMessageContaining("1..1000000");
  }

  @Test
  void addressesAreChecked() {
    assertThatThrownBy(SeqClient::builder).hasMessage("need at least one address");
    assertThatThrownBy(() -> SeqClient.builder("localhost")).hasMessageContaining("host:port");
  }

  @Test
  void plaintextLeavesThisMachineOnlyIfAllowed() {
    assertThatThrownBy(() -> SeqClient.builder("localhost:1", "10.0.0.1:1").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("plaintext to 10.0.0.1:1");
    SeqClient.builder("10.0.0.1:1").allowPlaintext().build().close();
  }

  @Test
  void missingTlsFilesAreNamed() {
    assertThatThrownBy(
            () -> SeqClient.builder("10.0.0.1:1").tls(Path.of("/nowhere/ca.pem")).build())
        .hasMessageContaining("/nowhere/ca.pem");
  }

  @Test
  void rangesAreWithinTheirBounds() {
    assertThat(new SeqRange(Long.MAX_VALUE, 1).last()).isEqualTo(Long.MAX_VALUE);
    assertThatThrownBy(() -> new SeqRange(Long.MAX_VALUE, 2)).hasMessageContaining("2^63 - 1");
    assertThatThrownBy(() -> new SeqRange(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SeqRange(1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CurrentSeq(-1, true)).isInstanceOf(IllegalArgumentException.class);
  }
}
