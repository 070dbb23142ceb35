package io.seqsvr.bench.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.client.ClientCounters;
import io.seqsvr.message.client.MessageClient;
import io.seqsvr.message.client.Outgoing;
import io.seqsvr.message.client.ReadState;
import io.seqsvr.message.client.SendHandle;
import io.seqsvr.message.client.SendOutcome;
import io.seqsvr.message.client.SendReceipt;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class PacedSendsTest {
  private static final long MILLI = 1_000_000L;
  private static final SendOutcome ACCEPTED =
      new SendOutcome.Accepted(new SendReceipt(1, 0, "", 0, false));
  private static final SendOutcome REJECTED =
      new SendOutcome.Rejected(SeqsvrException.of(ErrorReason.OVERLOADED, "full"));

  /** A tenth of a millisecond a reading. */
  private final AtomicLong nanos = new AtomicLong();

  private final List<String> sent = new ArrayList<>();
  private final List<Long> due = new ArrayList<>();

  @Test
  void sendsInTheOrderOfTheScheduleAndNotBefore() throws Exception {
    PacedSends sends = sends(index -> ACCEPTED);
    sends.run(4);

    assertThat(sent).containsExactly("0 a", "2 b", "1 a", "3 b");
    assertThat(due).containsExactly(10 * MILLI, 11 * MILLI, 12 * MILLI, 13 * MILLI);
    assertThat(nanos.get()).isGreaterThanOrEqualTo(13 * MILLI);
    assertThat(sends.awaitAccepted(Duration.ofSeconds(10))).isEqualTo(4);
    assertThat(sends.remark()).startsWith("schedule kept: ");
  }

  @Test
  void aSenderThatIsHeldUpSendsAtOnceAndIsFoundLate() throws Exception {
    PacedSends sends =
        sends(
            index -> {
              nanos.addAndGet(50 * MILLI); // a send that blocks
              return ACCEPTED;
            });
    sends.run(3);

    assertThat(due).containsExactly(10 * MILLI, 11 * MILLI, 12 * MILLI);
    assertThat(sends.remark()).startsWith("SCHEDULE NOT KEPT: ");
  }

  @Test
  void whatIsRefusedIsNotOwedAndBreaksTheSchedule() throws Exception {
    PacedSends sends = sends(index -> index == 1 ? REJECTED : ACCEPTED);
    sends.run(3);

    assertThat(sends.awaitAccepted(Duration.ofSeconds(10))).isEqualTo(2);
    assertThat(sends.remark()).startsWith("SCHEDULE NOT KEPT: ").endsWith(", 1 refused");
  }

  @Test
  void anUnknownOutcomeFailsTheRun() throws Exception {
    PacedSends sends = sends(index -> new SendOutcome.Unknown("lost"));
    sends.run(1);

    assertThatThrownBy(() -> sends.awaitAccepted(Duration.ofSeconds(10)))
        .hasMessageContaining("lost");
  }

  /** Two groups of two, a message a millisecond, the first one due after ten. */
  private PacedSends sends(IntFunction<SendOutcome> outcome) {
    return new PacedSends(
        () -> nanos.addAndGet(MILLI / 10),
        new Schedule(10 * MILLI, 1_000),
        new DeliveryPlan(2, 2, 4, 1_000),
        user -> new FakeClient(user, outcome),
        List.of("a", "b"));
  }

  private final class FakeClient implements MessageClient {
    private final int user;
    private final IntFunction<SendOutcome> outcome;

    FakeClient(int user, IntFunction<SendOutcome> outcome) {
      this.user = user;
      this.outcome = outcome;
    }

    @Override
    public SendHandle send(String conversation, Outgoing message) {
      ByteBuffer body = ByteBuffer.wrap(message.body());
      int index = body.getInt();
      due.add(body.getLong());
      sent.add(user + " " + conversation);
      return new SendHandle("id", CompletableFuture.completedFuture(outcome.apply(index)));
    }

    @Override
    public CompletableFuture<ReadState> markRead(String conversation, long readSeq) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long shownTo(String conversation) {
      return 0;
    }

    @Override
    public boolean isConnected() {
      return true;
    }

    @Override
    public ClientCounters counters() {
      return new ClientCounters(0, 0, 0, 0, 0, 0);
    }

    @Override
    public void close() {}
  }
}
