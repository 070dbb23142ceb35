package io.seqsvr.client.internal;

import static io.seqsvr.client.internal.EngineFixture.A;
import static io.seqsvr.client.internal.EngineFixture.B;
import static io.seqsvr.client.internal.EngineFixture.limits;
import static io.seqsvr.client.internal.EngineFixture.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.client.internal.EngineFixture.Result;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What follows each kind of failed attempt, and what the caller is told in the end. */
class RetryTest {
  private static SeqsvrException notOwner() {
    return SeqsvrException.of(ErrorReason.NOT_OWNER, "not here");
  }

  private final EngineFixture f = EngineFixture.routed(limits());

  private List<FakeNet.SentBatch> sentTo(String address) {
    return f.net.at(address).batches;
  }

  @ParameterizedTest
  @EnumSource(ErrorReason.class)
  void aRefusalIsRepeatedExactlyIfItIsRetryable(ErrorReason reason) {
    Result<Block> call = f.next("x");

    sentTo(A).get(0).refuse(SeqsvrException.of(reason, "no"), null);
    f.time.pass(Duration.ofMillis(10));

    assertThat(call.isOpen()).isEqualTo(reason.isRetryable());
    assertThat(sentTo(A)).hasSize(reason.isRetryable() ? 2 : 1);
    if (!reason.isRetryable()) {
      assertThat(call.refusal().reason()).isEqualTo(reason);
    }
  }

  @Test
  void theServersWaitIsAFloor() {
    f.next("x");

    sentTo(A)
        .get(0)
        .refuse(
            SeqsvrException.retryable(
                ErrorReason.STORE_UNAVAILABLE, "later", Duration.ofMillis(400)),
            null);

    f.time.pass(Duration.ofMillis(400));
    assertThat(sentTo(A)).hasSize(1);
    f.time.pass(Duration.ofMillis(10));
    assertThat(sentTo(A)).hasSize(2);
  }

  @Test
  void aWaitThatOutlastsTheCallerEndsTheCallAtOnce() {
    Result<Block> call = f.next("x");

    sentTo(A)
        .get(0)
        .refuse(
            SeqsvrException.retryable(
                ErrorReason.QUOTA_EXCEEDED, "later", Duration.ofSeconds(Long.MAX_VALUE)),
            null);

    assertThat(call.refusal().reason()).isEqualTo(ErrorReason.QUOTA_EXCEEDED);
  }

  @Test
  void refusalsUntilTheDeadlineGiveTheLastRefusal() {
    Result<Block> call = f.next("x");

    for (int i = 0; call.isOpen(); i++) {
      sentTo(A)
          .get(i)
          .refuse(SeqsvrException.of(ErrorReason.STORE_UNAVAILABLE, "attempt " + i), null);
      f.time.pass(Duration.ofMillis(320));
    }

    assertThat(call.refusal().reason()).isEqualTo(ErrorReason.STORE_UNAVAILABLE);
    assertThat(sentTo(A)).hasSizeBetween(8, 12);
  }

  @Test
  void oneAttemptWithoutAnswerMakesTheOutcomeUnknownWhateverIsRefusedAfterwards() {
    Result<Block> call = f.next("x");
    sentTo(A).get(0).fail(true, true);
    f.time.pass(Duration.ofMillis(10));

    sentTo(A).get(1).refuse(SeqsvrException.of(ErrorReason.SEQ_EXHAUSTED, "full"), null);

    assertThat(call.outcome())
        .isInstanceOfSatisfying(
            Outcome.Unknown.class,
            unknown -> assertThat(unknown.cause()).hasMessageContaining("full"));
  }

  @Test
  void aRequestThatSurelyReachedNobodyLeavesNoDoubt() {
    Result<Block> call = f.next("x");
    sentTo(A).get(0).fail(false, true);
    f.time.pass(Duration.ofMillis(10));

    sentTo(A).get(1).refuse(SeqsvrException.of(ErrorReason.SEQ_EXHAUSTED, "full"), null);

    assertThat(call.refusal().reason()).isEqualTo(ErrorReason.SEQ_EXHAUSTED);
  }

  @Test
  void afterAMissingAnswerARepetitionCanSucceedAndTheRoutesAreAskedFor() {
    Result<Block> call = f.next("x");

    sentTo(A).get(0).fail(true, true);
    assertThat(f.net.at(A).routes).hasSize(1);
    f.time.pass(Duration.ofMillis(10));
    sentTo(A).get(1).answer(2, null);

    assertThat(call.value().first()).isEqualTo(2);
  }

  @Test
  void theRoutesAreAskedOfAnotherNodeThanTheOneThatFailed() {
    EngineFixture two = new EngineFixture(limits(), A, B);
    two.next("x");
    two.net.at(A).answerRoutes(table(1, B));
    for (int i = 0; i < 4; i++) {
      two.net.at(B).lastBatch().fail(true, true);
      assertThat(two.net.at(B).routes).isEmpty();
      two.net.at(A).failRoutes();
      two.time.pass(Duration.ofMillis(80));
    }
  }

  @Test
  void anAnswerThatCannotBeUnderstoodIsNotRepeated() {
    Result<Block> call = f.next("x");

    sentTo(A).get(0).fail(true, false);

    assertThat(call.outcome()).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void aNewerTableSendsARefusedCallToTheNewOwnerAtOnce() {
    Result<Block> call = f.next("x");

    sentTo(A).get(0).refuse(notOwner(), table(2, B));

    assertThat(sentTo(B)).hasSize(1);
    assertThat(sentTo(B).get(0).routeVersion()).isEqualTo(2);
    sentTo(B).get(0).answer(9, null);
    assertThat(call.value().first()).isEqualTo(9);
  }

  @Test
  void withoutANewerTableARefusedCallWaitsAndTheRoutesAreAskedFor() {
    f.next("x");

    sentTo(A).get(0).refuse(notOwner(), null);

    assertThat(sentTo(A)).hasSize(1);
    f.net.at(A).answerRoutes(table(2, B));
    assertThat(sentTo(A)).hasSize(1);
    f.time.pass(Duration.ofMillis(10));
    assertThat(sentTo(B)).hasSize(1);
  }

  @Test
  void anOlderTableChangesNothing() {
    f.next("x");
    sentTo(A).get(0).answer(1, table(5, A));

    f.next("x");
    sentTo(A).get(1).answer(2, table(4, B));
    f.next("x");

    assertThat(sentTo(A)).hasSize(3);
    assertThat(sentTo(A).get(2).routeVersion()).isEqualTo(5);
  }

  @Test
  void queuedCallsFollowTheirSectionToAnotherNode() {
    EngineFixture narrow = EngineFixture.routed(limits(Duration.ofSeconds(3), 1, 10, 100));
    narrow.next("p");
    narrow.next("x");

    narrow.net.at(A).lastBatch().answer(1, table(2, B));

    assertThat(narrow.net.at(A).batches).hasSize(1);
    assertThat(narrow.net.at(B).batches).hasSize(1);
  }

  @Test
  void aNodeThatNoTableNamesIsRetiredAndItsQueueMoves() {
    EngineFixture seeded = new EngineFixture(limits(Duration.ofSeconds(3), 1, 10, 100), A);
    seeded.next("p");
    seeded.net.at(A).answerRoutes(table(1, B));
    seeded.next("x");
    assertThat(seeded.net.at(B).batches).hasSize(1);

    Result<RouteTable> routes = new Result<>();
    seeded.engine.routes(routes);
    FakeNet.Wire asked = seeded.net.at(A).routes.isEmpty() ? seeded.net.at(B) : seeded.net.at(A);
    asked.answerRoutes(table(2, A));

    assertThat(seeded.net.at(B).closed).isTrue();
    assertThat(seeded.net.at(A).closed).isFalse();
    assertThat(seeded.net.at(A).lastBatch().entries()).hasSize(1);
    assertThat(seeded.net.at(A).lastBatch().entries().get(0).conversation()).isEqualTo("x");
  }

  @Test
  void aTableOfAnotherClusterRefusesTheAnswerThatBroughtIt() {
    Result<Block> call = f.next("x");

    sentTo(A).get(0).answer(1, table(9, "d".repeat(32), B));

    assertThat(call.refusal().reason()).isEqualTo(ErrorReason.CLUSTER_MISMATCH);
    assertThat(f.net.wires).hasSize(1);
  }

  @Test
  void aNodeOfAnotherClusterAmongThoseAskedForRoutesIsReportedToWhoRetries() {
    Result<Block> call = f.next("x");
    sentTo(A).get(0).fail(false, true);

    f.net.at(A).answerRoutes(table(9, "d".repeat(32), B));
    f.time.pass(Duration.ofMillis(10));

    assertThat(call.refusal().reason()).isEqualTo(ErrorReason.CLUSTER_MISMATCH);
  }

  @Test
  void aSectionWithoutOwnerIsWaitedFor() {
    Result<Block> first = f.next("x");
    sentTo(A).get(0).answer(1, new RouteTable(2, EngineFixture.CLUSTER, 4, "xxh3-64", List.of()));
    assertThat(first.value().first()).isEqualTo(1);

    Result<Block> call = f.next("x");
    assertThat(sentTo(A)).hasSize(1);
    f.net.at(A).answerRoutes(table(3, B));
    f.time.pass(Duration.ofMillis(10));

    assertThat(sentTo(B)).hasSize(1);
    sentTo(B).get(0).answer(2, null);
    assertThat(call.value().first()).isEqualTo(2);
  }
}
