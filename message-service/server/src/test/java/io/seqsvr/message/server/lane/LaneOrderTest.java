package io.seqsvr.message.server.lane;

import static io.seqsvr.message.server.lane.LanesFixture.accepted;
import static io.seqsvr.message.server.lane.LanesFixture.begin;
import static io.seqsvr.message.server.lane.LanesFixture.rejected;
import static io.seqsvr.message.server.lane.LanesFixture.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.SendResult;
import io.seqsvr.message.server.testing.StorageFaults.Fault;
import io.seqsvr.message.server.testing.StorageFaults.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hunts a later message of a sender that overtakes an earlier one which has to come again. */
class LaneOrderTest {
  private final LanesFixture lane = new LanesFixture();

  @BeforeEach
  void createConversation() {
    lane.create("c", "u", "v");
    lane.create("d", "u");
  }

  @Test
  void whatIsQueuedBehindARefusedMessageOfItsSenderIsRefusedToo() {
    List<CompletableFuture<SendResult>> queued = new ArrayList<>();
    lane.seqs.refuse(
        conversation -> {
          if (!queued.isEmpty()) {
            return null;
          }
          queued.add(lane.send("c", "u", "m2"));
          queued.add(lane.send("c", "v", "m1"));
          queued.add(lane.send("d", "u", "m1"));
          return SeqsvrException.retryable(ErrorReason.OVERLOADED, "busy", Duration.ofMillis(5));
        });
    CompletableFuture<SendResult> first = lane.send("c", "u", "m1");
    lane.settle();
    rejected(first, ErrorReason.OVERLOADED);
    rejected(queued.get(0), ErrorReason.OVERLOADED);
    accepted(queued.get(1));
    accepted(queued.get(2));
    CompletableFuture<SendResult> again = lane.send("c", "u", "m1");
    CompletableFuture<SendResult> next = lane.send("c", "u", "m2");
    lane.settle();
    assertThat(accepted(again).seq()).isLessThan(accepted(next).seq());
    assertThat(lane.lanes.queuedCount()).isZero();
  }

  @Test
  void aFinalRefusalHoldsNothingBack() {
    lane.storage.poison(message -> message.key().clientMsgId().equals("bad"));
    CompletableFuture<SendResult> bad = lane.send("c", "u", "bad");
    lane.runtime.runOne();
    CompletableFuture<SendResult> next = lane.send("c", "u", "m2");
    lane.settle();
    rejected(bad, ErrorReason.INVALID_ARGUMENT);
    accepted(next);
  }

  @Test
  void whatIsLeftOfABatchDoesNotOvertakeARefusedPartOfIt() {
    CompletableFuture<SendResult> first = lane.send("c", "u", "m1");
    CompletableFuture<SendResult> second = lane.send("c", "u", "m2");
    // Two moved heads split the batch, and the third one refuses its first half alone.
    int[] commits = new int[1];
    lane.storage.faults(
        operation -> {
          if (operation == Operation.COMMIT && ++commits[0] <= 3) {
            lane.storage.overwriteHead(new Head("c", 3, 50 + commits[0], 0, 0));
            lane.seqs.set("c", 60);
          }
          return Fault.NONE;
        });
    lane.settle();
    rejected(first, ErrorReason.STORE_UNAVAILABLE);
    rejected(second, ErrorReason.OVERLOADED);
    assertThat(lane.idsOf("c")).isEmpty();
  }

  @Test
  void aMessageBehindOneThatWaitedTooLongIsRefusedWithIt() {
    lane.fail(Operation.COMMIT, Fault.UNKNOWN_DONE);
    for (int i = 0; i < 200; i++) {
      lane.fail(Operation.RESOLVE, Fault.FAILS);
    }
    begin(lane.send("d", "u", "m"));
    lane.settle();
    CompletableFuture<SendResult> old = lane.send("c", "u", "m1");
    lane.pass(Duration.ofMillis(4_900));
    CompletableFuture<SendResult> young = lane.send("c", "u", "m2");
    CompletableFuture<SendResult> ofAnother = lane.send("c", "v", "m1");
    lane.pass(Duration.ofMillis(300));
    rejected(old, ErrorReason.STORE_UNAVAILABLE);
    rejected(young, ErrorReason.OVERLOADED);
    assertThat(ofAnother).isNotDone();
  }

  @Test
  void nothingOvertakesAMessageThatWasGivenUpAndIsNotStored() {
    lane.fail(Operation.COMMIT, Fault.UNKNOWN_NOT_DONE);
    for (int i = 0; i < 80; i++) {
      lane.fail(Operation.RESOLVE, Fault.FAILS);
    }
    CompletableFuture<SendResult> first = lane.send("c", "u", "m1");
    while (!first.isDone()) {
      lane.pass(Duration.ofMillis(50));
    }
    CompletableFuture<SendResult> second = lane.send("c", "u", "m2");
    lane.pass(Duration.ofSeconds(4));
    unknown(first);
    rejected(second, ErrorReason.OVERLOADED);
    assertThat(lane.idsOf("c")).isEmpty();
  }
}
