package io.seqsvr.message.server.lane;

import static io.seqsvr.message.server.lane.LanesFixture.accepted;
import static io.seqsvr.message.server.lane.LanesFixture.begin;
import static io.seqsvr.message.server.lane.LanesFixture.rejected;
import static io.seqsvr.message.server.lane.LanesFixture.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.SendResult;
import io.seqsvr.message.server.core.StoredMessage;
import io.seqsvr.message.server.testing.LogWriter;
import io.seqsvr.message.server.testing.StorageFaults.Fault;
import io.seqsvr.message.server.testing.StorageFaults.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hunts what a failing database or sequence service must not do to messages. */
class LaneFailureTest {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final LanesFixture lane = new LanesFixture();

  @BeforeEach
  void createConversations() {
    lane.create("c", "u");
    lane.create("d", "u");
  }

  @Test
  void seqsThatAreRefusedFailTheirConversationAlone() {
    SeqsvrException overloaded =
        SeqsvrException.retryable(ErrorReason.OVERLOADED, "busy", Duration.ofMillis(5));
    lane.seqs.refuse(conversation -> conversation.equals("c") ? overloaded : null);
    CompletableFuture<SendResult> refused = lane.send("c", "u", "m");
    CompletableFuture<SendResult> fine = lane.send("d", "u", "m");
    lane.settle();
    assertThat(rejected(refused, ErrorReason.OVERLOADED)).isSameAs(overloaded);
    accepted(fine);
    assertThat(lane.seqs.calls()).as("one call for both").hasSize(1);
    assertThat(lane.seqsOf("c")).isEmpty();
  }

  @Test
  void seqsAtTheHeadAreTakenAgain() {
    begin(lane.send("c", "u", "m1"));
    lane.settle();
    lane.seqs.set("c", 0);
    CompletableFuture<SendResult> send = lane.send("c", "u", "m2");
    lane.settle();
    assertThat(accepted(send).seq()).isEqualTo(2);
    assertThat(accepted(send).prevSeq()).isEqualTo(1);
    assertThat(lane.observer.seqsBelowHead).as("alarm").isEqualTo(1);
  }

  @Test
  void aSequenceServiceThatWentBackFailsItsConversationAlone() {
    lane.seqs.set("c", 100);
    begin(lane.send("c", "u", "m1"));
    lane.settle();
    lane.seqs.set("c", 0);
    CompletableFuture<SendResult> send = lane.send("c", "u", "m2");
    CompletableFuture<SendResult> neighbour = lane.send("d", "u", "m");
    lane.settle();
    assertThat(rejected(send, ErrorReason.STORE_WENT_BACK).metadata())
        .containsEntry("head_seq", "101")
        .containsEntry("seq", "2");
    accepted(neighbour);
    assertThat(lane.seqsOf("c")).containsExactly(101L);
    assertThat(lane.observer.seqsBelowHead).isEqualTo(2);
  }

  @Test
  void aHeadThatMovedIsReadAgainOnce() {
    begin(lane.send("c", "u", "m1"));
    lane.settle();
    Head head = new Head("c", 3, 50, 1, 0);
    lane.storage.overwriteHead(head);
    lane.seqs.set("c", 60);
    CompletableFuture<SendResult> send = lane.send("c", "u", "m2");
    lane.settle();
    assertThat(accepted(send).prevSeq()).isEqualTo(50);
    assertThat(accepted(send).seq()).isEqualTo(62);
  }

  @Test
  void onlyTheMessageThatTheDatabaseRefusesFails() {
    lane.storage.poison(message -> message.key().clientMsgId().startsWith("bad"));
    List<CompletableFuture<SendResult>> good = new ArrayList<>();
    List<CompletableFuture<SendResult>> bad = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      good.add(lane.send("c", "u", "good" + i));
      good.add(lane.send("d", "u", "good" + i));
      if (i % 4 == 0) {
        bad.add(lane.send("c", "u", "bad" + i));
      }
    }
    lane.settle();
    assertThat(bad).allSatisfy(send -> rejected(send, ErrorReason.INVALID_ARGUMENT));
    assertThat(good).allSatisfy(LanesFixture::accepted);
    assertThat(lane.idsOf("c"))
        .as("in the order sent")
        .containsExactly(
            "good0", "good1", "good2", "good3", "good4", "good5", "good6", "good7", "good8",
            "good9");
    assertThat(lane.idsOf("d")).hasSize(10);
  }

  @Test
  void aTransactionThatWasRolledBackIsTriedAgain() {
    lane.fail(Operation.COMMIT, Fault.FAILS, Fault.FAILS);
    CompletableFuture<SendResult> first = lane.send("c", "u", "m1");
    lane.settle();
    CompletableFuture<SendResult> second = lane.send("c", "u", "m2");
    lane.settle();
    assertThat(first).isNotDone();
    lane.pass(PAUSE);
    assertThat(first).isNotDone();
    lane.pass(PAUSE);
    assertThat(accepted(first).prevSeq()).isZero();
    assertThat(accepted(second).prevSeq()).isEqualTo(accepted(first).seq());
  }

  @Test
  void repeatsAreBounded() {
    lane.fail(Operation.COMMIT, Fault.FAILS, Fault.FAILS, Fault.FAILS);
    CompletableFuture<SendResult> send = lane.send("c", "u", "m1");
    lane.pass(PAUSE.multipliedBy(3));
    rejected(send, ErrorReason.STORE_UNAVAILABLE);
    CompletableFuture<SendResult> next = lane.send("c", "u", "m2");
    lane.settle();
    accepted(next);
    assertThat(lane.idsOf("c")).containsExactly("m2");
  }

  @Test
  void aLookupThatFailsIsTriedAgain() {
    lane.fail(Operation.LOOKUP, Fault.FAILS);
    CompletableFuture<SendResult> send = lane.send("c", "u", "m");
    lane.pass(PAUSE);
    accepted(send);
    lane.fail(Operation.LOOKUP, Fault.FAILS, Fault.FAILS, Fault.FAILS);
    CompletableFuture<SendResult> refused = lane.send("c", "u", "n");
    lane.pass(PAUSE.multipliedBy(3));
    rejected(refused, ErrorReason.STORE_UNAVAILABLE);
  }

  @Test
  void anUnknownCommitThatWasDoneIsAcceptedAndTold() {
    for (Fault fault : List.of(Fault.UNKNOWN_DONE, Fault.UNKNOWN_DONE_LATER)) {
      lane.fail(Operation.COMMIT, fault);
      CompletableFuture<SendResult> send = lane.send("c", "u", fault.name());
      lane.settle();
      assertThat(accepted(send).duplicate()).isFalse();
    }
    assertThat(lane.listener.messages("c")).isEqualTo(lane.storage.messages("c")).hasSize(2);
    assertThat(lane.observer.resolvedStored).isEqualTo(2);
    assertThat(lane.observer.unknowns).isEqualTo(2);
  }

  @Test
  void anUnknownCommitThatWasNotDoneIsDoneInItsPlace() {
    lane.fail(Operation.COMMIT, Fault.UNKNOWN_NOT_DONE);
    CompletableFuture<SendResult> first = lane.send("c", "u", "m1");
    lane.runtime.runOne();
    CompletableFuture<SendResult> second = lane.send("c", "u", "m2");
    lane.pass(PAUSE);
    assertThat(accepted(first).duplicate()).isFalse();
    assertThat(lane.idsOf("c")).containsExactly("m1", "m2");
    assertThat(accepted(second).prevSeq()).isEqualTo(accepted(first).seq());
    assertThat(lane.observer.resolvedNotStored).isEqualTo(1);
  }

  @Test
  void nothingOvertakesAnUnknownCommit() {
    lane.fail(Operation.COMMIT, Fault.UNKNOWN_DONE_LATER);
    lane.fail(Operation.RESOLVE, Fault.FAILS, Fault.FAILS);
    CompletableFuture<SendResult> first = lane.send("c", "u", "m1");
    CompletableFuture<SendResult> other = lane.send("d", "u", "m1");
    lane.settle();
    CompletableFuture<SendResult> second = lane.send("c", "u", "m2");
    lane.pass(PAUSE);
    assertThat(List.of(first, other, second)).noneMatch(CompletableFuture::isDone);
    lane.pass(PAUSE);
    assertThat(accepted(second).prevSeq()).isEqualTo(accepted(first).seq());
    accepted(other);
  }

  @Test
  void whoWaitsTooLongIsToldThatNobodyKnows() {
    lane.fail(Operation.COMMIT, Fault.UNKNOWN_DONE_LATER);
    down(Operation.RESOLVE, 200);
    CompletableFuture<SendResult> send = lane.send("c", "u", "m");
    lane.pass(Duration.ofMillis(4_900));
    assertThat(send).isNotDone();
    lane.pass(Duration.ofMillis(300));
    unknown(send);
    assertThat(((SendResult.Unknown) send.join()).reason().reason())
        .isEqualTo(ErrorReason.STORE_UNAVAILABLE);
    assertThat(lane.listener.messages("c")).isEmpty();
    lane.pass(Duration.ofSeconds(30));
    assertThat(lane.listener.messages("c")).as("told when it is known").hasSize(1);
    CompletableFuture<SendResult> again = lane.send("c", "u", "m");
    lane.settle();
    assertThat(accepted(again).duplicate()).isTrue();
  }

  @Test
  void whatNobodyWaitsForIsNotSentBehindItsSendersBack() {
    lane.fail(Operation.COMMIT, Fault.UNKNOWN_NOT_DONE);
    down(Operation.RESOLVE, 200);
    CompletableFuture<SendResult> send = lane.send("c", "u", "m");
    lane.pass(Duration.ofSeconds(60));
    unknown(send);
    assertThat(lane.idsOf("c")).isEmpty();
    CompletableFuture<SendResult> again = lane.send("c", "u", "m");
    lane.settle();
    assertThat(accepted(again).duplicate()).isFalse();
  }

  @Test
  void whoWaitsInTheQueueMeanwhileIsRefused() {
    lane.fail(Operation.COMMIT, Fault.UNKNOWN_DONE);
    down(Operation.RESOLVE, 1_000);
    begin(lane.send("c", "u", "m"));
    lane.pass(Duration.ofSeconds(1));
    CompletableFuture<SendResult> queued = lane.send("c", "u", "n");
    CompletableFuture<Integer> change = lane.lanes.addMembers("c", List.of("v"));
    lane.pass(Duration.ofMillis(4_900));
    assertThat(queued).isNotDone();
    lane.pass(Duration.ofMillis(300));
    rejected(queued, ErrorReason.STORE_UNAVAILABLE);
    assertThat(change).isCompletedExceptionally();
  }

  @Test
  void aFencedLaneRefusesEverythingAndSaysSo() {
    lane.anotherProcess(LanesFixture.settings());
    CompletableFuture<SendResult> send = lane.send("c", "u", "m");
    lane.runtime.runOne();
    CompletableFuture<SendResult> queued = lane.send("c", "u", "n");
    lane.settle();
    rejected(send, ErrorReason.NOT_OWNER);
    rejected(queued, ErrorReason.NOT_OWNER);
    rejected(lane.send("c", "u", "o"), ErrorReason.NOT_OWNER);
    assertThat(lane.lanes.failure()).isCompletedExceptionally();
    assertThat(lane.idsOf("c")).isEmpty();
  }

  @Test
  void lanesThatNobodyWritesToNoticeThatTheyAreTaken() {
    try (OwnershipWatch watch =
        OwnershipWatch.begin(
            lane.lanes, lane.runtime, Runnable::run, lane.observer, Duration.ofSeconds(1))) {
      lane.pass(Duration.ofSeconds(3));
      assertThat(lane.lanes.failure()).as("%s", watch).isNotDone();
      lane.anotherProcess(LanesFixture.settings());
      lane.pass(Duration.ofSeconds(1));
      assertThat(lane.lanes.failure()).isCompletedExceptionally();
      rejected(lane.send("c", "u", "m"), ErrorReason.NOT_OWNER);
    }
  }

  @Test
  void aLookThatFailsInWhateverWayIsNotTheLast() {
    int[] looks = new int[1];
    try (OwnershipWatch watch =
        OwnershipWatch.begin(
            lane.lanes,
            lane.runtime,
            task -> {
              if (++looks[0] == 1) {
                lane.storage.faults(
                    operation -> {
                      throw new IllegalStateException("the test says so");
                    });
              }
              task.run();
              lane.storage.faults(operation -> Fault.NONE);
            },
            lane.observer,
            Duration.ofSeconds(1))) {
      lane.pass(Duration.ofSeconds(1));
      assertThat(lane.observer.unexpected).as("%s", watch).hasSize(1);
      lane.anotherProcess(LanesFixture.settings());
      lane.pass(Duration.ofSeconds(1));
      assertThat(lane.lanes.failure()).isCompletedExceptionally();
    }
  }

  @Test
  void aFencedLaneStillAnswersWhatItHadCommitted() {
    lane.fail(Operation.COMMIT, Fault.UNKNOWN_DONE_LATER, Fault.UNKNOWN_NOT_DONE);
    lane.fail(Operation.RESOLVE, Fault.FAILS);
    CompletableFuture<SendResult> stored = lane.send("c", "u", "m");
    lane.settle();
    lane.anotherProcess(LanesFixture.settings());
    lane.pass(PAUSE);
    accepted(stored);
    assertThat(lane.listener.messages("c")).hasSize(1);
    assertThat(lane.lanes.failure()).isCompletedExceptionally();
  }

  @Test
  void aRowThatAnotherProcessWroteIsNotItsOwn() {
    lane.fail(Operation.COMMIT, Fault.UNKNOWN_NOT_DONE);
    lane.fail(Operation.RESOLVE, Fault.FAILS);
    CompletableFuture<SendResult> send = lane.send("c", "u", "m");
    lane.settle();
    Lanes other = lane.anotherProcess(LanesFixture.settings());
    CompletableFuture<SendResult> again = other.send(LogWriter.draft("c", "u", "m", true, "m"));
    lane.settle();
    assertThat(accepted(again).duplicate()).isFalse();
    lane.pass(PAUSE);
    rejected(send, ErrorReason.NOT_OWNER);
    assertThat(lane.listener.messages("c")).isEqualTo(lane.storage.messages("c")).hasSize(1);
  }

  @Test
  void sendersAreAnsweredBeforeOthersAreTold() {
    List<Boolean> answered = new ArrayList<>();
    List<CompletableFuture<SendResult>> sends = new ArrayList<>();
    Lanes lanes =
        new Lanes(
            lane.storage,
            lane.seqs,
            lane.storage.acquireLanes(),
            new ThrowingListener() {
              @Override
              public void onMessages(
                  String conversation, long epoch, List<StoredMessage> messages) {
                answered.add(sends.stream().allMatch(CompletableFuture::isDone));
              }
            },
            lane.observer,
            LanesFixture.settings(),
            lane.runtime.environment());
    sends.add(lanes.send(LogWriter.draft("c", "u", "m", true, "m")));
    sends.add(lanes.send(LogWriter.draft("d", "u", "m", true, "m")));
    lane.settle();
    assertThat(answered).containsExactly(true, true);
  }

  @Test
  void aListenerThatThrowsStopsNothing() {
    Lanes lanes =
        new Lanes(
            lane.storage,
            lane.seqs,
            lane.storage.acquireLanes(),
            new ThrowingListener(),
            lane.observer,
            LanesFixture.settings(),
            lane.runtime.environment());
    var draft = LogWriter.draft("c", "u", "m", true, "m");
    CompletableFuture<SendResult> send = lanes.send(draft);
    CompletableFuture<Integer> add = lanes.addMembers("c", List.of("v"));
    lane.settle();
    accepted(send);
    assertThat(add).isCompletedWithValue(1);
    assertThat(lane.observer.unexpected).hasSize(2);
  }

  private void down(Operation operation, int times) {
    for (int i = 0; i < times; i++) {
      lane.fail(operation, Fault.FAILS);
    }
  }
}
