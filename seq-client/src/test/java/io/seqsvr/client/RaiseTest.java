package io.seqsvr.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seqsvr.api.alloc.v1.RaiseReply;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.client.FakeNode.Fault;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What whoever raises a conversation gets, over real connections. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RaiseTest {
  private static final String HIGH = FakeCluster.conversationInHalf(1);

  private final FakeCluster cluster = FakeCluster.ofTwoNodes();
  private final FakeNode first = cluster.node(0);
  private final FakeNode second = cluster.node(1);
  private final SeqClient client = SeqClient.builder(first.address()).build();

  @AfterEach
  void close() {
    client.close();
    cluster.close();
  }

  @Test
  void theNextSeqIsLarger() {
    assertThat(client.raise("", HIGH, 99_999)).isEqualTo(99_999);

    assertThat(client.next(HIGH)).isEqualTo(100_000);
    assertThat(client.raiseAsync("", HIGH, 1L << 62).join()).isEqualTo(1L << 62);
    assertThat(client.next(HIGH)).isEqualTo((1L << 62) + 1);
  }

  @Test
  void nothingIsLoweredAndNoOtherConversationIsTouched() {
    client.next("orders", HIGH, 500);

    assertThat(client.raise("orders", HIGH, 7)).isEqualTo(500);

    assertThat(client.next("orders", HIGH, 1).first()).isEqualTo(501);
    assertThat(client.next(HIGH)).isEqualTo(1);
  }

  @Test
  void aLostAnswerIsAskedForAgain() {
    client.next(HIGH);
    second.failNext(new Fault.LoseAnswer());

    assertThat(client.raise("", HIGH, 99)).isEqualTo(99);

    assertThat(second.raises).hasSize(2);
    assertThat(client.next(HIGH)).isEqualTo(100);
  }

  @Test
  void aNewOwnerIsFoundByTheTableOfTheRefusal() {
    client.next(HIGH);
    cluster.assign(first, 0, FakeCluster.SECTIONS - 1);

    assertThat(client.raise("", HIGH, 99)).isEqualTo(99);

    assertThat(second.raises).hasSize(1);
    assertThat(first.raises).extracting(request -> request.getRouteVersion()).containsExactly(3L);
  }

  @Test
  void aTableThatIsNewerComesWithTheAnswer() {
    client.raise("", HIGH, 9);
    cluster.splitEvenly();

    client.raise("", HIGH, 9);
    client.raise("", HIGH, 9);

    assertThat(second.raises)
        .extracting(request -> request.getRouteVersion())
        .containsExactly(2L, 2L, 3L);
  }

  @Test
  void aRefusalThatIsFinalReachesTheCaller() {
    client.next(HIGH);
    second.failNext(
        new Fault.Refuse(SeqsvrException.of(ErrorReason.SEQ_EXHAUSTED, "no more"), null));

    assertThatThrownBy(() -> client.raise("", HIGH, 99))
        .isInstanceOfSatisfying(
            SeqsvrException.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(ErrorReason.SEQ_EXHAUSTED));
    assertThat(second.raises).hasSize(1);
  }

  @Test
  void anAnswerBelowTheNumberIsNotBelieved() {
    client.next(HIGH);
    second.failNext(new Fault.AnswerRaise(RaiseReply.newBuilder().setSeq(98).build()));

    assertThatThrownBy(() -> client.raise("", HIGH, 99))
        .isInstanceOf(SeqOutcomeUnknownException.class)
        .hasStackTraceContaining("raised to 98 where 99 was asked for");
  }
}
