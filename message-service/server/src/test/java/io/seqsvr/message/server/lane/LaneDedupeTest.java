package io.seqsvr.message.server.lane;

import static io.seqsvr.message.server.lane.LanesFixture.accepted;
import static io.seqsvr.message.server.lane.LanesFixture.begin;
import static io.seqsvr.message.server.lane.LanesFixture.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.message.server.core.Receipt;
import io.seqsvr.message.server.core.SendResult;
import io.seqsvr.message.server.lane.LaneObserver.Dedupe;
import io.seqsvr.message.server.testing.LogWriter;
import io.seqsvr.message.server.testing.StorageFaults.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hunts second copies, false conflicts, and seqs that refused sends consume. */
class LaneDedupeTest {
  private final LanesFixture lane = new LanesFixture();

  @BeforeEach
  void createConversation() {
    lane.create("c", "u", "v");
  }

  @Test
  void aRepeatIsAnsweredWithTheFirstReceipt() {
    CompletableFuture<SendResult> first = lane.send("c", "u", "m");
    lane.settle();
    CompletableFuture<SendResult> again = lane.send("c", "u", "m");
    lane.settle();

    Receipt receipt = accepted(first);
    assertThat(receipt.duplicate()).isFalse();
    assertThat(accepted(again))
        .isEqualTo(
            new Receipt(
                receipt.seq(),
                receipt.prevSeq(),
                receipt.serverMsgId(),
                receipt.serverTimeMillis(),
                true));
    assertThat(lane.seqsOf("c")).containsExactly(receipt.seq());
    assertThat(lane.seqs.calls()).as("a repeat takes no seq").hasSize(1);
    assertThat(lane.observer.dedupes)
        .containsEntry(Dedupe.NEW, 1)
        .containsEntry(Dedupe.DUPLICATE, 1);
  }

  @Test
  void aRepeatIsFoundInTheDatabaseByAnotherProcess() {
    CompletableFuture<SendResult> first = lane.send("c", "u", "m");
    lane.settle();
    Lanes other = lane.anotherProcess(LanesFixture.settings());
    CompletableFuture<SendResult> again = other.send(LogWriter.draft("c", "u", "m", true, "m"));
    lane.settle();
    assertThat(accepted(again).serverMsgId()).isEqualTo(accepted(first).serverMsgId());
    assertThat(accepted(again).duplicate()).isTrue();
  }

  @Test
  void whoComesWhileItIsInFlightJoins() {
    CompletableFuture<SendResult> first = lane.send("c", "u", "m");
    CompletableFuture<SendResult> joined = lane.send("c", "u", "m");
    lane.settle();
    assertThat(accepted(first).duplicate()).isFalse();
    assertThat(accepted(joined).duplicate()).isTrue();
    assertThat(accepted(joined).seq()).isEqualTo(accepted(first).seq());
    assertThat(lane.idsOf("c")).containsExactly("m");
    assertThat(lane.observer.dedupes).containsEntry(Dedupe.JOINED, 1);
  }

  @Test
  void theSameMessageAThousandTimesAtOnceIsOneRow() {
    List<CompletableFuture<SendResult>> sends = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      sends.add(lane.send("c", "u", "m"));
    }
    lane.settle();
    assertThat(lane.idsOf("c")).containsExactly("m");
    assertThat(sends).allSatisfy(send -> assertThat(accepted(send).seq()).isEqualTo(1));
    assertThat(sends.stream().filter(send -> !accepted(send).duplicate())).hasSize(1);
    assertThat(lane.seqs.last("c")).isEqualTo(1);
  }

  @Test
  void theSameIdFromTwoSendersIsTwoMessages() {
    CompletableFuture<SendResult> first = lane.send("c", "u", "m");
    CompletableFuture<SendResult> second = lane.send("c", "v", "m");
    lane.settle();
    assertThat(accepted(first).seq()).isEqualTo(1);
    assertThat(accepted(second).seq()).isEqualTo(2);
    assertThat(accepted(second).prevSeq()).isEqualTo(1);
  }

  @Test
  void anotherPayloadUnderAStoredIdIsAConflict() {
    begin(lane.send("c", "u", "other"));
    CompletableFuture<SendResult> first = lane.send("c", "u", "m", "one");
    lane.settle();
    CompletableFuture<SendResult> conflict = lane.send("c", "u", "m", "two");
    lane.settle();
    assertThat(accepted(first).seq()).isEqualTo(2);
    assertThat(rejected(conflict, ErrorReason.IDEMPOTENCY_CONFLICT).metadata())
        .containsEntry("first_seq", "2");
    assertThat(lane.seqs.last("c")).isEqualTo(2);
    assertThat(lane.observer.dedupes).containsEntry(Dedupe.CONFLICT, 1);
  }

  @Test
  void anotherPayloadInFlightWaitsForTheFirstOne() {
    CompletableFuture<SendResult> first = lane.send("c", "u", "m", "one");
    CompletableFuture<SendResult> conflict = lane.send("c", "u", "m", "two");
    CompletableFuture<SendResult> next = lane.send("c", "u", "n");
    lane.settle();
    assertThat(accepted(first).seq()).isEqualTo(1);
    assertThat(rejected(conflict, ErrorReason.IDEMPOTENCY_CONFLICT).metadata())
        .containsEntry("first_seq", "1");
    assertThat(accepted(next).seq()).isEqualTo(2);
  }

  @Test
  void anotherPayloadIsStoredIfTheFirstOneWasNot() {
    lane.storage.poison(message -> message.body().size() == 3);
    CompletableFuture<SendResult> first = lane.send("c", "u", "m", "bad");
    CompletableFuture<SendResult> second = lane.send("c", "u", "m", "fine");
    CompletableFuture<SendResult> next = lane.send("c", "u", "n");
    lane.settle();
    rejected(first, ErrorReason.INVALID_ARGUMENT);
    assertThat(accepted(second).prevSeq()).isZero();
    assertThat(accepted(next).prevSeq()).as("in the order sent").isEqualTo(accepted(second).seq());
  }

  @Test
  void refusedSendsConsumeNothing() {
    CompletableFuture<SendResult> nowhere = lane.send("none", "u", "m");
    CompletableFuture<SendResult> stranger = lane.send("c", "x", "m");
    CompletableFuture<SendResult> fine = lane.send("c", "u", "m");
    lane.settle();
    rejected(nowhere, ErrorReason.CONVERSATION_NOT_FOUND);
    rejected(stranger, ErrorReason.NOT_A_MEMBER);
    assertThat(accepted(fine).seq()).isEqualTo(1);
    assertThat(lane.seqs.calls()).containsExactly(Map.of("c", 1));
  }

  @Test
  void whoLeftIsRefusedButItsStoredMessagesAreNot() {
    CompletableFuture<SendResult> stored = lane.send("c", "u", "m");
    lane.settle();
    CompletableFuture<Integer> left = lane.lanes.removeMembers("c", List.of("u", "u"));
    CompletableFuture<SendResult> again = lane.send("c", "u", "m");
    CompletableFuture<SendResult> late = lane.send("c", "u", "n");
    lane.settle();
    assertThat(left).isCompletedWithValue(1);
    assertThat(accepted(again).seq()).isEqualTo(accepted(stored).seq());
    rejected(late, ErrorReason.NOT_A_MEMBER);
  }

  @Test
  void whoJoinsMaySendAtOnce() {
    CompletableFuture<SendResult> early = lane.send("c", "w", "m");
    CompletableFuture<Integer> added = lane.lanes.addMembers("c", List.of("w"));
    CompletableFuture<SendResult> late = lane.send("c", "w", "m");
    lane.settle();
    rejected(early, ErrorReason.NOT_A_MEMBER);
    assertThat(added).isCompletedWithValue(1);
    accepted(late);
  }

  @Test
  void anIdOutOfRangeIsRefusedAtOnce() {
    rejected(lane.send("", "u", "m"), ErrorReason.INVALID_ARGUMENT);
  }

  @Test
  void whatIsKnownIsNotReadAgain() {
    begin(lane.send("c", "u", "m1"));
    lane.settle();
    lane.operations.clear();
    begin(lane.send("c", "u", "m1"));
    lane.settle();
    assertThat(lane.operations).as("a repeat, from memory").isEmpty();
    begin(lane.send("c", "u", "m2"));
    lane.settle();
    assertThat(lane.operations).containsExactly(Operation.LOOKUP, Operation.COMMIT);
  }
}
