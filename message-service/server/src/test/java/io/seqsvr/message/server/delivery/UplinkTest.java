package io.seqsvr.message.server.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.Receipt;
import io.seqsvr.message.server.core.SendResult;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a session admits, and what happens to messages that are not kept. */
class UplinkTest {
  private final UplinkGate gate = new UplinkGate(2, () -> Duration.ofMillis(150));

  private static final SendResult ACCEPTED =
      new SendResult.Accepted(new Receipt(1, 0, new UUID(0, 0), 0, false));

  private static SendResult refused(ErrorReason reason) {
    return new SendResult.Rejected(SeqsvrException.of(reason, "the test says so"));
  }

  @Test
  void exactlyTheNextNumberOrOneBeforeIsAdmitted() {
    assertThat(gate.takeNumber(1)).isTrue();
    assertThat(gate.takeNumber(2)).isTrue();
    assertThat(gate.takeNumber(1)).isFalse();
    assertThatThrownBy(() -> gate.takeNumber(4))
        .isInstanceOfSatisfying(
            SeqsvrException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(ErrorReason.OUT_OF_ORDER);
              assertThat(e.metadata()).containsEntry("expected", "3");
            });
    assertThat(gate.takeNumber(3)).isTrue();
    assertThatThrownBy(() -> gate.takeNumber(0)).hasMessageContaining("client_seq");
  }

  @Test
  void nothingOvertakesARefusedMessage() {
    assertThat(gate.onResult("c", "m1", refused(ErrorReason.OVERLOADED))).isTrue();
    assertThat(gate.blocked("c", "m2"))
        .hasValueSatisfying(
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(ErrorReason.OVERLOADED);
              assertThat(refusal.retryAfter()).contains(Duration.ofMillis(150));
            });
    assertThat(gate.blocked("other", "m2")).isEmpty();
    assertThat(gate.blocked("c", "m1")).isEmpty();
    assertThat(gate.blocked("c", "m2")).isEmpty();
  }

  @Test
  void unknownOutcomesBlockAndFinalRefusalsDoNot() {
    SeqsvrException reason = SeqsvrException.of(ErrorReason.STORE_UNAVAILABLE, "no answer");
    assertThat(gate.onResult("c", "m1", new SendResult.Unknown(reason))).isTrue();
    assertThat(gate.blocked("c", "m2")).isPresent();
    assertThat(gate.onResult("d", "m1", refused(ErrorReason.NOT_A_MEMBER))).isTrue();
    assertThat(gate.blocked("d", "m2")).isEmpty();
  }

  @Test
  void aRepeatThatIsRefusedLateBlocksNothingIfTheFirstAttemptWasAccepted() {
    SeqsvrException reason = SeqsvrException.of(ErrorReason.STORE_UNAVAILABLE, "no answer");
    gate.onSubmitted("c", "m1");
    gate.onSubmitted("c", "m1");
    assertThat(gate.onResult("c", "m1", ACCEPTED)).isTrue();
    assertThat(gate.onResult("c", "m1", new SendResult.Unknown(reason))).isTrue();
    assertThat(gate.blocked("c", "m2")).isEmpty();
  }

  @Test
  void anAcceptedRepeatLetsTheLaterOnesPass() {
    gate.onSubmitted("c", "m1");
    gate.onSubmitted("c", "m1");
    assertThat(gate.onResult("c", "m1", refused(ErrorReason.OVERLOADED))).isTrue();
    assertThat(gate.blocked("c", "m2")).isPresent();
    assertThat(gate.onResult("c", "m1", ACCEPTED)).isTrue();
    assertThat(gate.blocked("c", "m2")).isEmpty();
  }

  @Test
  void blockedConversationsAreBounded() {
    assertThat(gate.onResult("a", "m", refused(ErrorReason.OVERLOADED))).isTrue();
    assertThat(gate.onResult("b", "m", refused(ErrorReason.OVERLOADED))).isTrue();
    assertThat(gate.onResult("b", "n", refused(ErrorReason.OVERLOADED))).isTrue();
    assertThat(gate.onResult("c", "m", refused(ErrorReason.OVERLOADED))).isFalse();
  }

  @Test
  void messagesThatAreNotKeptReachThoseWhoAreThere() {
    DeliveryFixture server = new DeliveryFixture();
    server.create("c", "u", "v", "w");
    FakeDevice sender = server.connected("u");
    FakeDevice there = server.connected("v");
    FakeDevice busy = server.connected("w");
    busy.ready = false;
    sender.sends(1, "c", "typing", false);
    assertThat(there.last(Downlink.PushTransient.class).message().draft().key().clientMsgId())
        .isEqualTo("typing");
    assertThat(sender.all(Downlink.PassedOn.class)).hasSize(1);
    sender.sends(1, "c", "typing", false);
    assertThat(sender.all(Downlink.PassedOn.class)).as("a repeat is answered").hasSize(2);
    assertThat(there.all(Downlink.PushTransient.class)).as("and not shown twice").hasSize(1);
    assertThat(busy.all(Downlink.PushTransient.class)).isEmpty();
    assertThat(server.observer.drops).containsEntry(DeliveryObserver.Drop.NOT_READY, 1);
    assertThat(server.storage.messages("c")).isEmpty();

    server.remove("c", "u");
    sender.sends(2, "c", "typing2", false);
    assertThat(sender.last(Downlink.Answer.class).result())
        .isInstanceOfSatisfying(
            SendResult.Rejected.class,
            rejected ->
                assertThat(rejected.refusal().reason()).isEqualTo(ErrorReason.NOT_A_MEMBER));
    assertThat(there.all(Downlink.PushTransient.class)).hasSize(1);
  }

  @Test
  void aRepeatIsAnsweredAgainAndAGapIsNot() {
    DeliveryFixture server = new DeliveryFixture();
    server.create("c", "u");
    FakeDevice device = server.connected("u");
    device.sends(1, "c", "m1", true);
    device.sends(1, "c", "m1", true);
    device.sends(3, "c", "m3", true);
    assertThat(server.storage.messages("c")).hasSize(1);
    assertThat(device.all(Downlink.Answer.class)).hasSize(3);
    assertThat(device.all(Downlink.Answer.class).get(1).result())
        .isInstanceOfSatisfying(
            SendResult.Accepted.class,
            accepted -> assertThat(accepted.receipt().duplicate()).isTrue());
    assertThat(device.last(Downlink.Answer.class).result())
        .isInstanceOfSatisfying(
            SendResult.Rejected.class,
            rejected ->
                assertThat(rejected.refusal().reason()).isEqualTo(ErrorReason.OUT_OF_ORDER));
  }
}
