package io.seqsvr.client.internal;

import static io.seqsvr.client.internal.EngineFixture.A;
import static io.seqsvr.client.internal.EngineFixture.B;
import static io.seqsvr.client.internal.EngineFixture.limits;
import static io.seqsvr.client.internal.EngineFixture.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.client.internal.EngineFixture.Result;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The rules of coalescing, bounds and deadlines, on a clock and a network under control: no test
 * here waits, and none depends on how fast the machine is.
 */
class EngineTest {
  private static List<String> conversations(FakeNet.SentBatch batch) {
    return batch.entries().stream().map(NextEntry::conversation).toList();
  }

  @Test
  void aSingleCallIsSentAloneBeforeAnyTimePasses() {
    EngineFixture f = EngineFixture.routed(limits());

    Result<Block> first = f.next("x");
    Result<Block> second = f.next("y");

    assertThat(f.net.at(A).batches).hasSize(2);
    f.net.at(A).batches.get(0).answer(1, null);
    f.net.at(A).batches.get(1).answer(7, null);
    assertThat(first.value()).isEqualTo(new Block(1, 1));
    assertThat(second.value()).isEqualTo(new Block(7, 1));
  }

  @Test
  void callsBeyondTheBatchesInFlightLeaveTogetherInTheirOrder() {
    EngineFixture f = EngineFixture.routed(limits());
    f.next("p");
    f.next("q");

    f.next("x");
    f.next("y");
    f.next("x");

    assertThat(f.net.at(A).batches).hasSize(2);
    f.net.at(A).batches.get(0).answer(1, null);
    assertThat(f.net.at(A).batches).hasSize(3);
    assertThat(conversations(f.net.at(A).lastBatch())).containsExactly("x", "y", "x");
  }

  @Test
  void aBatchHasABoundedNumberOfEntries() {
    EngineFixture f = EngineFixture.routed(limits(Duration.ofSeconds(3), 1, 3, 100));
    f.next("p");
    for (int i = 0; i < 7; i++) {
      f.next("x" + i);
    }

    for (int answered = 0; answered < 4; answered++) {
      assertThat(f.net.at(A).batches).hasSize(answered + 1);
      f.net.at(A).lastBatch().answer(1, null);
    }

    assertThat(f.net.at(A).batches).extracting(b -> b.entries().size()).containsExactly(1, 3, 3, 1);
  }

  @Test
  void aBatchHasABoundedNumberOfBytes() {
    EngineFixture f = EngineFixture.routed(limits(Duration.ofSeconds(3), 1, 1_000, 1_000));
    f.next("p");
    for (int i = 0; i < 600; i++) {
      f.next("x".repeat(253) + String.format("%03d", i));
    }

    f.net.at(A).lastBatch().answer(1, null);

    List<NextEntry> entries = f.net.at(A).lastBatch().entries();
    assertThat(entries).hasSizeBetween(200, 240);
    assertThat(entries.size() * 256).isLessThan(Batch.MAX_BYTES);
  }

  @Test
  void theTimeLimitOfABatchIsTheLatestDeadlineButAtMostAnAttempt() {
    EngineFixture f = EngineFixture.routed(limits(Duration.ofMillis(700), 1, 10, 100));
    f.next("p");
    f.time.pass(Duration.ofMillis(100));
    f.next("x");
    f.time.pass(Duration.ofMillis(200));
    f.next("y");
    f.time.pass(Duration.ofMillis(100));

    f.net.at(A).lastBatch().answer(1, null);

    assertThat(f.net.at(A).lastBatch().timeoutNanos()).isEqualTo(600_000_000);
    EngineFixture patient = EngineFixture.routed(limits());
    patient.next("p");
    assertThat(patient.net.at(A).lastBatch().timeoutNanos()).isEqualTo(1_000_000_000);
  }

  @Test
  void aCallThatIsLateInTheQueueIsNeverSent() {
    EngineFixture f = EngineFixture.routed(limits(Duration.ofSeconds(3), 1, 10, 100));
    f.next("p");
    Result<Block> late = f.next("x");

    f.time.passUnnoticed(Duration.ofSeconds(3));
    f.net.at(A).lastBatch().answer(1, null);

    assertThat(f.net.at(A).batches).hasSize(1);
    f.time.pass(Duration.ZERO);
    assertThat(late.refusal().reason()).isEqualTo(ErrorReason.OVERLOADED);
  }

  @Test
  void everyCallEndsByItsOwnDeadline() {
    EngineFixture f = EngineFixture.routed(limits(Duration.ofSeconds(3), 1, 10, 100));
    Result<Block> sent = f.next("p");
    f.time.pass(Duration.ofMillis(500));
    Result<Block> queued = f.next("x");

    f.time.pass(Duration.ofMillis(2_499));
    assertThat(sent.isOpen()).isTrue();
    f.time.pass(Duration.ofMillis(1));
    assertThat(sent.outcome()).isInstanceOf(Outcome.Unknown.class);
    assertThat(queued.isOpen()).isTrue();
    f.time.pass(Duration.ofMillis(500));
    assertThat(queued.isOpen()).isFalse();
    assertThat(f.time.timerCount()).isZero();
  }

  @Test
  void aDeadlineOfTenYearsCountsAcrossTheOverflowOfTheClock() {
    EngineFixture f = EngineFixture.routed(limits(Duration.ofDays(3_653), 1, 10, 100));
    Result<Block> call = f.next("x");

    f.time.pass(Duration.ofDays(3_652));
    assertThat(call.isOpen()).isTrue();
    f.time.pass(Duration.ofDays(1));
    assertThat(call.isOpen()).isFalse();
  }

  @Test
  void pendingCallsAreBoundedAndTheBoundIsGivenBack() {
    EngineFixture f = EngineFixture.routed(limits(Duration.ofSeconds(3), 1, 10, 3));
    Result<Block> one = f.next("x");
    f.next("x");
    Result<Block> three = f.next("x");

    SeqsvrException refusal = f.next("x").refusal();

    assertThat(refusal.reason()).isEqualTo(ErrorReason.OVERLOADED);
    assertThat(refusal.retryAfter()).isPresent();
    f.net.at(A).lastBatch().answer(1, null);
    assertThat(one.value().first()).isEqualTo(1);
    three.begun.cancel();
    assertThat(f.next("x").isOpen()).isTrue();
    assertThat(f.next("x").isOpen()).isTrue();
    assertThat(f.next("x").refusal().reason()).isEqualTo(ErrorReason.OVERLOADED);
  }

  @Test
  void aCallThatIsGivenUpLeavesTheQueue() {
    EngineFixture f = EngineFixture.routed(limits(Duration.ofSeconds(3), 1, 10, 100));
    f.next("p");
    Result<Block> queued = f.next("x");
    f.next("y");

    queued.begun.cancel();
    f.net.at(A).lastBatch().answer(1, null);

    assertThat(conversations(f.net.at(A).lastBatch())).containsExactly("y");
    assertThat(queued.outcomes).isEmpty();
  }

  @Test
  void aBatchThatNobodyWaitsForIsCancelled() {
    EngineFixture f = EngineFixture.routed(limits(Duration.ofSeconds(3), 1, 10, 100));
    f.next("p");
    Result<Block> x = f.next("x");
    Result<Block> y = f.next("y");
    f.net.at(A).lastBatch().answer(1, null);

    x.begun.cancel();
    assertThat(f.net.at(A).cancelled).isZero();
    y.begun.cancel();
    assertThat(f.net.at(A).cancelled).isEqualTo(1);
  }

  @Test
  void badInputIsRefusedBeforeAnythingIsSent() {
    EngineFixture f = new EngineFixture(limits(), A);
    Result<Block> result = new Result<>();

    assertThatThrownBy(() -> f.engine.next("Upper", "x", 1, result))
        .isInstanceOf(SeqsvrException.class);
    assertThatThrownBy(() -> f.engine.next("", "", 1, result)).isInstanceOf(SeqsvrException.class);
    assertThatThrownBy(() -> f.engine.next("", "x", 0, result)).isInstanceOf(SeqsvrException.class);

    assertThat(f.net.wires).isEmpty();
    assertThat(result.outcomes).isEmpty();
    assertThat(f.time.timerCount()).isZero();
  }

  @Test
  void closingEndsEveryCallWithWhatIsKnownOfIt() {
    EngineFixture f = EngineFixture.routed(limits(Duration.ofSeconds(3), 1, 10, 100));
    Result<Block> sent = f.next("p");
    Result<Block> queued = f.next("x");
    Result<Head> reading = new Result<>();
    f.engine.current("", "x", reading);

    f.engine.close();

    assertThat(sent.outcome()).isInstanceOf(Outcome.Unknown.class);
    assertThat(queued.outcome()).isInstanceOf(Outcome.Closed.class);
    assertThat(reading.outcome()).isInstanceOf(Outcome.Closed.class);
    assertThat(f.next("late").outcome()).isInstanceOf(Outcome.Closed.class);
    assertThat(f.net.at(A).aborted).isTrue();
    f.engine.close();
  }

  @Test
  void closingEndsCallsThatWaitForTheFirstTableOrForAnotherAttempt() {
    EngineFixture unrouted = new EngineFixture(limits(), A);
    Result<Block> waiting = unrouted.next("x");
    EngineFixture f = EngineFixture.routed(limits());
    Result<Block> refused = f.next("x");
    f.net
        .at(A)
        .lastBatch()
        .refuse(SeqsvrException.of(ErrorReason.STORE_UNAVAILABLE, "later"), null);

    unrouted.engine.close();
    f.engine.close();

    assertThat(waiting.outcome()).isInstanceOf(Outcome.Closed.class);
    assertThat(refused.outcome()).isInstanceOf(Outcome.Closed.class);
  }

  @Test
  void theFirstTableIsAskedOfOneSeedAfterTheOther() {
    EngineFixture f = new EngineFixture(limits(), A, B);
    Result<Block> x = f.next("x");
    Result<Block> y = f.next("y");
    assertThat(f.net.wires).hasSize(1);

    f.net.at(A).failRoutes();
    f.time.pass(Duration.ZERO);
    f.net.at(B).failRoutes();
    f.time.pass(Duration.ofMillis(10));
    f.net.at(A).answerRoutes(table(1, B));

    assertThat(f.net.at(B).batches).hasSize(2);
    f.net.at(B).batches.get(0).answer(1, null);
    f.net.at(B).batches.get(1).answer(5, null);
    assertThat(x.value().first()).isEqualTo(1);
    assertThat(y.value().first()).isEqualTo(5);
  }

  @Test
  void theTableIsAskedOfTheOtherNodeWhenOneIsDead() {
    EngineFixture f = new EngineFixture(limits(), A, B);
    Result<RouteTable> known = new Result<>();
    f.engine.routes(known);
    f.net.at(A).answerRoutes(table(1, A));
    Result<RouteTable> call = new Result<>();
    f.engine.routes(call);

    f.net.at(B).failRoutes();
    // What is asked in the background after a failure takes turns, too.
    f.net.at(A).answerRoutes(table(1, A));
    f.time.pass(Duration.ofMillis(10));

    assertThat(f.net.at(B).routes).isEmpty();
    f.net.at(A).answerRoutes(table(1, A));
    assertThat(call.value().version()).isEqualTo(1);
  }

  @Test
  void withoutAnyNodeACallIsRefusedByItsDeadlineBecauseNothingWasSent() {
    EngineFixture f = new EngineFixture(limits(), A);
    Result<Block> call = f.next("x");
    for (int i = 0; i < 300; i++) {
      if (!f.net.at(A).routes.isEmpty()) {
        f.net.at(A).failRoutes();
      }
      f.time.pass(Duration.ofMillis(10));
    }

    assertThat(call.refusal().reason()).isEqualTo(ErrorReason.NOT_OWNER);
    assertThat(call.refusal()).hasMessageContaining("nothing was sent");
    // Nobody waits any more, so nobody is asked any more.
    f.time.pass(Duration.ofSeconds(1));
    assertThat(f.time.timerCount()).isZero();
  }
}
