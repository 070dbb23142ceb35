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

/**
 * The way of a raise, on a clock and a network under control. Hunts one that is given up after its
 * first lost answer, that waits in a queue of other calls, or that is called refused although it
 * may have been carried out.
 */
class RaiseTest {
  private final EngineFixture f = EngineFixture.routed(limits());

  private List<FakeNet.SentRaise> sentTo(String address) {
    return f.net.at(address).raises;
  }

  @Test
  void isOneRequestToTheOwner() {
    Result<Long> call = f.raise("x", 99);

    assertThat(sentTo(A)).hasSize(1);
    assertThat(sentTo(A).get(0).conversation()).isEqualTo("x");
    assertThat(sentTo(A).get(0).atLeast()).isEqualTo(99);
    assertThat(sentTo(A).get(0).routeVersion()).isEqualTo(1);
    assertThat(sentTo(A).get(0).timeoutNanos()).isEqualTo(1_000_000_000);
    sentTo(A).get(0).answer(120);
    assertThat(call.value()).isEqualTo(120);
  }

  @Test
  void doesNotWaitBehindCallsForSeqsAndSharesNoRequestWithThem() {
    EngineFixture narrow = EngineFixture.routed(limits(Duration.ofSeconds(3), 1, 10, 100));
    narrow.next("p");
    narrow.next("x");

    Result<Long> call = narrow.raise("x", 99);

    assertThat(narrow.net.at(A).batches).hasSize(1);
    assertThat(narrow.net.at(A).raises).hasSize(1);
    narrow.net.at(A).raises.get(0).answer(99);
    assertThat(call.value()).isEqualTo(99);
    assertThat(narrow.net.at(A).batches).hasSize(1);
  }

  @Test
  void isRepeatedUntilThereIsAnAnswer() {
    Result<Long> call = f.raise("x", 99);

    for (int i = 0; i < 3; i++) {
      sentTo(A).get(i).fail(true);
      f.time.pass(Duration.ofMillis(80));
      assertThat(sentTo(A)).hasSize(i + 2);
      assertThat(sentTo(A).get(i + 1).atLeast()).isEqualTo(99);
    }
    sentTo(A).get(3).answer(99);

    assertThat(call.value()).isEqualTo(99);
  }

  @Test
  void withoutAnyAnswerIsUnknownByItsDeadline() {
    Result<Long> call = f.raise("x", 99);
    for (int i = 0; call.isOpen(); i++) {
      sentTo(A).get(i).fail(true);
      f.time.pass(Duration.ofMillis(320));
    }

    assertThat(call.outcome()).isInstanceOf(Outcome.Unknown.class);
    assertThat(sentTo(A)).hasSizeBetween(8, 12);
  }

  @Test
  void followsItsSectionToTheNewOwnerAtOnce() {
    Result<Long> call = f.raise("x", 99);

    sentTo(A).get(0).refuse(SeqsvrException.of(ErrorReason.NOT_OWNER, "not here"), table(2, B));

    assertThat(sentTo(B)).hasSize(1);
    assertThat(sentTo(B).get(0).routeVersion()).isEqualTo(2);
    sentTo(B).get(0).answer(99);
    assertThat(call.value()).isEqualTo(99);
  }

  @Test
  void aRefusalThatNothingCanChangeIsToldAtOnce() {
    Result<Long> call = f.raise("x", 99);

    sentTo(A).get(0).refuse(SeqsvrException.of(ErrorReason.SEQ_EXHAUSTED, "full"), null);

    assertThat(call.refusal().reason()).isEqualTo(ErrorReason.SEQ_EXHAUSTED);
    assertThat(sentTo(A)).hasSize(1);
  }

  @Test
  void mayHaveBeenDoneIfAnEarlierAttemptHadNoAnswer() {
    Result<Long> call = f.raise("x", 99);
    sentTo(A).get(0).fail(true);
    f.time.pass(Duration.ofMillis(10));

    sentTo(A).get(1).refuse(SeqsvrException.of(ErrorReason.SEQ_EXHAUSTED, "full"), null);

    assertThat(call.outcome()).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void mayHaveBeenDoneIfTheClientIsClosedMeanwhile() {
    Result<Long> call = f.raise("x", 99);

    f.engine.close();

    assertThat(call.outcome()).isInstanceOf(Outcome.Unknown.class);
  }
}
