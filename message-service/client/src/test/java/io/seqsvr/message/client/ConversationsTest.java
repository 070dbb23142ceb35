package io.seqsvr.message.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.StatusMapping;
import io.seqsvr.message.client.grpc.FakeMessageServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls, and what is repeated. */
class ConversationsTest {
  private final FakeMessageServer server = new FakeMessageServer();
  private final Conversations conversations =
      Conversations.builder(server.address()).timeout(Duration.ofSeconds(5)).build();

  @AfterEach
  void close() {
    conversations.close();
    server.close();
  }

  private static Exception refusal(ErrorReason reason) {
    return StatusMapping.toStatus(
        SeqsvrException.retryable(reason, "refused", Duration.ofMillis(20)));
  }

  @Test
  void everyCallIsAnswered() {
    assertThat(conversations.createGroup("team", List.of("ann", "bob"))).isTrue();
    assertThat(conversations.createGroup("team", List.of("ann"))).isFalse();
    String pair = conversations.createPair("bob", "ann");
    assertThat(conversations.createPair("ann", "bob")).isEqualTo(pair);
    assertThat(conversations.addMembers("team", List.of("bob", "eve"))).isEqualTo(1);
    assertThat(conversations.removeMembers("team", List.of("eve"))).isEqualTo(1);
    SendReceipt receipt = conversations.send("team", "ann", Outgoing.text("hello"));
    assertThat(receipt.seq()).isEqualTo(1);
    MessagePage page = conversations.pull("bob", "team", 0, 0, 10);
    assertThat(page.messages()).extracting(Incoming::text).containsExactly("hello");
    assertThat(page.coveredTo()).isEqualTo(1);
    assertThat(conversations.markRead("bob", "team", 1).readSeq()).isEqualTo(1);
    assertThat(conversations.unread("bob", List.of("team", pair)))
        .extracting(ReadState::conversation)
        .containsExactly("team", pair);
  }

  @Test
  void aListIsReadPageByPage() {
    for (int i = 0; i < 5; i++) {
      conversations.createGroup("c" + i, List.of("ann"));
    }
    assertThat(conversations.list("ann"))
        .extracting(ConversationInfo::conversation)
        .containsExactly("c0", "c1", "c2", "c3", "c4");
    assertThat(conversations.list("nobody")).isEmpty();
  }

  @Test
  void whatMayPassIsRepeated() {
    server.failures.add(refusal(ErrorReason.NOT_OWNER));
    server.failures.add(refusal(ErrorReason.OVERLOADED));
    server.failures.add(Status.UNAVAILABLE.asException());
    assertThat(conversations.createGroup("team", List.of())).isTrue();
    assertThat(server.calls).hasValue(4);
  }

  @Test
  void aSendIsRepeatedUnderItsId() {
    server.lostAnswers.add(Status.INTERNAL.asException());
    SendReceipt receipt = conversations.send("team", "ann", Outgoing.text("hello"));
    assertThat(receipt.seq()).isEqualTo(1);
    assertThat(receipt.duplicate()).isTrue();
  }

  @Test
  void aRefusalForGoodIsThrown() {
    server.failures.add(refusal(ErrorReason.NOT_A_MEMBER));
    assertThatThrownBy(() -> conversations.list("ann"))
        .isInstanceOfSatisfying(
            SeqsvrException.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(ErrorReason.NOT_A_MEMBER));
    assertThat(server.calls).hasValue(1);
  }

  @Test
  void noAnswerInTimeIsUnknown() {
    String address = server.address();
    server.close();
    try (Conversations hasty =
        Conversations.builder(address).timeout(Duration.ofMillis(100)).build()) {
      assertThatThrownBy(() -> hasty.list("ann"))
          .isInstanceOf(MessageOutcomeUnknownException.class);
    }
  }
}
