package io.seqsvr.message.server.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.Body;
import io.seqsvr.message.server.core.MessageKind;
import io.seqsvr.message.server.core.SendKey;
import io.seqsvr.message.server.core.StoredMessage;
import io.seqsvr.message.server.core.Visibility;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The table of a chase, event by event. */
class ChaseTest {
  private final Window window = new Window(256, 1 << 20);

  private Chase chase(long head, long cursor) {
    return new Chase(visibility(head, 0), cursor, 0, window, new Doubling());
  }

  private static Visibility visibility(long head, long joined) {
    return new Visibility("c", 1, head, 0, joined, Visibility.STILL_MEMBER);
  }

  static List<StoredMessage> messages(long... seqs) {
    List<StoredMessage> messages = new ArrayList<>();
    for (long seq : seqs) {
      messages.add(
          new StoredMessage(
              new SendKey("c", "u", "m" + seq),
              seq,
              seq - 1,
              seq,
              new UUID(0, seq),
              MessageKind.CHAT,
              true,
              Body.of(new byte[10]),
              0));
    }
    return messages;
  }

  /** A failure goes to the log, and an id is the application's. */
  @Test
  void failuresDoNotNameTheConversation() {
    Chase chase = new Chase(named("secret"), 0, 0, window, new Doubling());
    assertThatThrownBy(chase::onRetryDue).hasMessage("FLOWING with nothing in flight");
    assertThatThrownBy(() -> chase.onPushed(messages(11), 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageNotContaining("secret");
  }

  private static Visibility named(String conversation) {
    return new Visibility(conversation, 1, 10, 0, 0, Visibility.STILL_MEMBER);
  }

  @Test
  void cursorsComeIntoWhatIsVisible() {
    assertThat(chase(10, 4).acked()).isEqualTo(4);
    Chase below = new Chase(visibility(10, 6), 2, 0, window, new Doubling());
    assertThat(List.of(below.acked(), below.sent(), below.high())).containsOnly(6L);
  }

  @Test
  void acknowledgementsMoveTheCursorUpToWhatWasSent() {
    Chase chase = chase(10, 0);
    chase.onPushed(messages(1, 2, 3), 0);
    assertThat(window.messages()).isEqualTo(3);
    assertThat(chase.onAck(2, 0)).isTrue();
    assertThat(chase.onAck(2, 0)).isFalse();
    assertThat(window.messages()).isEqualTo(1);
    assertThat(window.bytes()).isEqualTo(10);
    assertThatThrownBy(() -> chase.onAck(4, 0))
        .isInstanceOfSatisfying(
            SeqsvrException.class,
            e ->
                assertThat(e.metadata())
                    .containsEntry("field", "ack.seq")
                    .containsEntry("limit", "0..3"));
    assertThat(chase.acked()).isEqualTo(2);
  }

  @Test
  void anAcknowledgementAfterARewindMovesWhatIsSentToo() {
    Chase chase = chase(10, 0);
    chase.onPushed(messages(1, 2, 3), 0);
    assertThat(chase.onRetryDue()).isFalse();
    assertThat(chase.sent()).isZero();
    assertThat(chase.onAck(3, 0)).isTrue();
    assertThat(chase.sent()).isEqualTo(3);
    assertThat(chase.phase()).isEqualTo(Chase.Phase.FLOWING);
  }

  @Test
  void retriesDoubleAndEndInLagging() {
    Chase chase = chase(50, 0);
    long now = 0;
    chase.onPushed(messages(1, 2), now);
    long[] delays = {5, 10, 20, 40};
    for (long delay : delays) {
      assertThat(chase.retryDueNanos() - now).isEqualTo(delay);
      now = chase.retryDueNanos();
      assertThat(chase.onRetryDue()).isFalse();
      assertThat(chase.phase()).isEqualTo(Chase.Phase.PROBING);
      assertThat(chase.roomMessages()).isEqualTo(32);
      chase.onPushed(messages(1, 2), now);
      assertThat(chase.roomMessages()).isEqualTo(30);
    }
    assertThat(chase.onRetryDue()).isTrue();
    assertThat(chase.phase()).isEqualTo(Chase.Phase.LAGGING);
    assertThat(chase.roomMessages()).isZero();
    assertThat(window.messages()).isZero();
    assertThat(chase.takePoke()).isTrue();
    assertThat(chase.takePoke()).isFalse();
    assertThat(chase.onHead(51)).isTrue();
    assertThat(chase.takePoke()).isTrue();
    assertThat(chase.onAck(2, now)).isTrue();
    assertThat(chase.phase()).isEqualTo(Chase.Phase.LAGGING);
    assertThat(chase.onPulled(2, 4, messages(3, 4), now)).isTrue();
    assertThat(chase.phase()).isEqualTo(Chase.Phase.FLOWING);
    assertThat(List.of(chase.acked(), chase.sent(), chase.high())).containsExactly(2L, 4L, 4L);
  }

  @Test
  void progressBeginsTheTriesAnew() {
    Chase chase = chase(50, 0);
    chase.onPushed(messages(1, 2), 0);
    assertThat(chase.onRetryDue()).isFalse();
    chase.onPushed(messages(1, 2), 5);
    assertThat(chase.onAck(1, 7)).isTrue();
    assertThat(chase.retryDueNanos()).isEqualTo(12);
  }

  @Test
  void aPageFromTheMiddleOnlyRaisesWhatMayBeAcknowledged() {
    Chase chase = chase(50, 0);
    assertThat(chase.onPulled(20, 30, messages(25, 30), 0)).isFalse();
    assertThat(chase.sent()).isZero();
    assertThat(chase.high()).isEqualTo(30);
    assertThat(chase.onAck(30, 0)).isTrue();
    assertThat(chase.sent()).isEqualTo(30);
  }

  @Test
  void holesNeedNoAcknowledgement() {
    Chase chase = chase(10, 0);
    chase.onHole(5);
    assertThat(chase.acked()).isEqualTo(5);
    chase.onPushed(messages(6), 0);
    chase.onHole(10);
    assertThat(chase.acked()).isEqualTo(5);
    assertThat(chase.onAck(6, 0)).isTrue();
    assertThat(chase.isAcknowledged()).isTrue();
    assertThat(chase.hasFlights()).isFalse();
  }

  @Test
  void whoLeftSeesNoLaterHead() {
    Chase chase = chase(10, 10);
    chase.onLeft(10);
    assertThat(chase.onHead(11)).isFalse();
    chase.onRejoined(visibility(20, 20));
    assertThat(List.of(chase.acked(), chase.sent(), chase.head())).containsOnly(20L);
    assertThat(chase.onHead(21)).isTrue();
  }

  private record Doubling() implements Chase.RetryPolicy {
    @Override
    public long delayNanos(int tries) {
      return 5L << tries;
    }

    @Override
    public int maxTries() {
      return 4;
    }

    @Override
    public int maxMessages() {
      return 32;
    }
  }
}
