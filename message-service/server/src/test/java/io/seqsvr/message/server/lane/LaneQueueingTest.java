package io.seqsvr.message.server.lane;

import static io.seqsvr.message.server.lane.LanesFixture.accepted;
import static io.seqsvr.message.server.lane.LanesFixture.begin;
import static io.seqsvr.message.server.lane.LanesFixture.rejected;
import static io.seqsvr.message.server.lane.LanesFixture.unknown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.message.server.core.SendResult;
import io.seqsvr.message.server.core.StoredMessage;
import io.seqsvr.message.server.testing.LogWriter;
import io.seqsvr.message.server.testing.StorageFaults.Fault;
import io.seqsvr.message.server.testing.StorageFaults.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Hunts queues without a bound, neighbours that suffer, and futures that never end. */
class LaneQueueingTest {
  @Test
  void aBatchIsOneTransactionForAllItsConversations() {
    LanesFixture lane = new LanesFixture();
    lane.create("c", "u");
    lane.create("d", "u");
    for (int i = 0; i < 3; i++) {
      begin(lane.send("c", "u", "m" + i));
      begin(lane.lanes.send(LogWriter.draft("d", "u", "m" + i, i == 1, "x")));
    }
    lane.settle();
    assertThat(lane.operations).containsExactly(Operation.LOOKUP, Operation.COMMIT);
    assertThat(lane.seqs.calls()).containsExactly(Map.of("c", 3, "d", 3));
    assertThat(lane.storage.messages("d"))
        .extracting(StoredMessage::prevSeq)
        .containsExactly(0L, 1L, 2L);
    assertThat(lane.storage.messages("d"))
        .extracting(StoredMessage::countNo)
        .containsExactly(0L, 1L, 1L);
    assertThat(lane.listener.messages("c")).isEqualTo(lane.storage.messages("c"));
    assertThat(lane.observer.batches).containsExactly(6);
  }

  @Test
  void serverMessageIdsAreUuidsOfVersionSeven() {
    LanesFixture lane = new LanesFixture();
    lane.create("c", "u");
    for (int i = 0; i < 50; i++) {
      begin(lane.send("c", "u", "m" + i));
    }
    lane.settle();
    Set<Object> ids = new HashSet<>();
    for (StoredMessage message : lane.storage.messages("c")) {
      assertThat(message.serverMsgId().version()).isEqualTo(7);
      assertThat(message.serverMsgId().variant()).isEqualTo(2);
      assertThat(message.serverMsgId().getMostSignificantBits() >>> 16)
          .isEqualTo(message.createdAtMillis());
      ids.add(message.serverMsgId());
    }
    assertThat(ids).hasSize(50);
  }

  @Test
  void aBatchIsBoundedByMessagesAndBytes() {
    LanesFixture few = new LanesFixture(settings(3, 1 << 20, 100, 100, 1 << 20, Duration.ZERO));
    few.create("c", "u");
    for (int i = 0; i < 7; i++) {
      begin(few.send("c", "u", "m" + i));
    }
    few.settle();
    assertThat(few.observer.batches).containsExactly(3, 3, 1);

    LanesFixture small = new LanesFixture(settings(500, 25, 100, 100, 1 << 20, Duration.ZERO));
    small.create("c", "u");
    for (int i = 0; i < 5; i++) {
      begin(small.send("c", "u", "m" + i, "x".repeat(i == 3 ? 90 : 10)));
    }
    small.settle();
    assertThat(small.observer.batches).containsExactly(2, 1, 1, 1);
  }

  @Test
  void membershipChangesStandBetweenTheSendsAroundThem() {
    LanesFixture lane = new LanesFixture();
    lane.create("c", "u");
    begin(lane.send("c", "u", "m1"));
    begin(lane.lanes.addMembers("c", List.of("v", "v")));
    begin(lane.send("c", "u", "m2"));
    begin(lane.lanes.removeMembers("c", List.of("v")));
    lane.settle();
    assertThat(lane.storage.visibility("v", "c").joinedSeq()).isEqualTo(1);
    assertThat(lane.storage.visibility("v", "c").leftSeq()).isEqualTo(2);
  }

  @Test
  void lingeringWaitsForCompanyButNotForever() {
    LanesFixture lane =
        new LanesFixture(settings(3, 1 << 20, 100, 100, 1 << 20, Duration.ofMillis(2)));
    CompletableFuture<Boolean> created = lane.lanes.create("c", List.of("u"));
    lane.pass(Duration.ofMillis(2));
    assertThat(created).isCompletedWithValue(true);
    CompletableFuture<SendResult> first = lane.send("c", "u", "m1");
    lane.pass(Duration.ofMillis(1));
    begin(lane.send("c", "u", "m2"));
    lane.settle();
    assertThat(first).isNotDone();
    lane.pass(Duration.ofMillis(1));
    accepted(first);
    assertThat(lane.observer.batches).containsExactly(2);
    for (int i = 0; i < 3; i++) {
      begin(lane.send("c", "u", "n" + i));
    }
    lane.settle();
    assertThat(lane.observer.batches).as("a full batch does not wait").containsExactly(2, 3);
  }

  @Test
  void aFullQueueRefusesAndNothingIsLost() {
    LanesFixture lane = new LanesFixture(settings(10, 1 << 20, 20, 20, 1 << 20, Duration.ZERO));
    lane.create("c", "u");
    List<CompletableFuture<SendResult>> sends = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      sends.add(lane.send("c", "u", "m" + i));
    }
    assertThat(lane.lanes.queuedCount()).isEqualTo(20);
    lane.settle();
    Set<Duration> hints = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      if (i < 20) {
        accepted(sends.get(i));
      } else {
        hints.add(rejected(sends.get(i), ErrorReason.OVERLOADED).retryAfter().orElseThrow());
      }
    }
    assertThat(hints).as("jittered").hasSizeGreaterThan(10);
    assertThat(hints).allMatch(hint -> hint.toMillis() >= 200 && hint.toMillis() <= 400);
    assertThat(lane.idsOf("c")).hasSize(20);
    assertThat(lane.observer.refusals).containsEntry(ErrorReason.OVERLOADED, 30);
    assertThat(lane.observer.deepest).isEqualTo(20);
    assertThat(lane.lanes.queuedCount()).isZero();
    CompletableFuture<SendResult> later = lane.send("c", "u", "m49");
    lane.settle();
    accepted(later);
  }

  @Test
  void aQueueIsBoundedInAllNotOnlyForEachConversation() {
    LanesFixture lane = new LanesFixture(settings(10, 1 << 20, 20, 15, 1 << 20, Duration.ZERO));
    lane.create("c", "u");
    lane.create("d", "u");
    for (int i = 0; i < 10; i++) {
      begin(lane.send("c", "u", "m" + i));
      begin(lane.send("d", "u", "m" + i));
    }
    rejected(lane.send("c", "u", "m10"), ErrorReason.OVERLOADED);
    lane.settle();
    assertThat(lane.idsOf("c")).hasSize(10);
    assertThat(lane.idsOf("d")).hasSize(10);
  }

  @Test
  void aHotConversationLeavesRoomForItsNeighbours() {
    LanesFixture lane = new LanesFixture(settings(4, 1 << 20, 20, 15, 1 << 20, Duration.ZERO));
    lane.create("hot", "u");
    lane.create("quiet", "u");
    int refused = 0;
    for (int round = 0; round < 50; round++) {
      for (int i = 0; i < 6; i++) {
        CompletableFuture<SendResult> hot = lane.send("hot", "u", "m" + round + "-" + i);
        refused += hot.isDone() ? 1 : 0;
      }
      CompletableFuture<SendResult> quiet = lane.send("quiet", "u", "m" + round);
      assertThat(quiet).as("round %d", round).isNotDone();
      lane.runtime.runOne();
    }
    lane.settle();
    assertThat(refused).isPositive();
    assertThat(lane.idsOf("quiet")).hasSize(50);
    assertThat(lane.idsOf("hot")).hasSize(300 - refused);
  }

  @Test
  void bytesThatWaitAreBounded() {
    LanesFixture lane = new LanesFixture(settings(10, 1 << 20, 100, 100, 100, Duration.ZERO));
    lane.create("c", "u");
    begin(lane.send("c", "u", "m1", "x".repeat(60)));
    rejected(lane.send("c", "u", "m2", "x".repeat(60)), ErrorReason.OVERLOADED);
    lane.settle();
    CompletableFuture<SendResult> later = lane.send("c", "u", "m2", "x".repeat(60));
    lane.settle();
    accepted(later);
  }

  @Test
  void closingEndsEveryFuture() {
    LanesFixture lane = new LanesFixture();
    lane.create("c", "u");
    lane.storage.poison(message -> message.key().clientMsgId().equals("bad"));
    CompletableFuture<SendResult> first = lane.send("c", "u", "m1");
    CompletableFuture<SendResult> bad = lane.send("c", "u", "bad");
    lane.runtime.runOne();
    CompletableFuture<SendResult> queued = lane.send("c", "u", "m2");
    CompletableFuture<Integer> change = lane.lanes.addMembers("c", List.of("v"));
    CompletableFuture<Void> ended = lane.lanes.shutdown();
    rejected(queued, ErrorReason.NOT_OWNER);
    assertThat(change).isCompletedExceptionally();
    assertThat(ended).as("a batch is under way").isNotDone();
    lane.settle();
    assertThat(ended).isCompleted();
    accepted(first);
    rejected(bad, ErrorReason.INVALID_ARGUMENT);
    rejected(lane.send("c", "u", "m3"), ErrorReason.NOT_OWNER);
    assertThat(lane.lanes.failure()).as("that was no failure").isNotDone();
  }

  @Test
  void closingWhileNobodyKnowsSaysSo() {
    LanesFixture lane = new LanesFixture();
    lane.create("c", "u");
    lane.fail(Operation.COMMIT, Fault.UNKNOWN_DONE);
    lane.fail(Operation.RESOLVE, Fault.FAILS, Fault.FAILS);
    CompletableFuture<SendResult> send = lane.send("c", "u", "m1");
    lane.settle();
    CompletableFuture<Void> ended = lane.lanes.shutdown();
    lane.settle();
    assertThat(ended).isCompleted();
    unknown(send);
  }

  @Test
  void closingDoesNotWaitForeverForABatchThatHangs() {
    LanesFixture lane = new LanesFixture();
    lane.create("c", "u");
    CompletableFuture<SendResult> send = lane.send("c", "u", "m1");
    lane.storage.faults(
        operation -> {
          if (operation == Operation.COMMIT) {
            lane.lanes.close();
          }
          return Fault.NONE;
        });
    lane.settle();
    unknown(send);
    assertThat(lane.idsOf("c")).containsExactly("m1");
  }

  @Test
  void workersThatEndEndTheLane() {
    LanesFixture lane = new LanesFixture();
    Lanes lanes =
        new Lanes(
            lane.storage,
            lane.seqs,
            lane.storage.acquireLanes(),
            lane.listener,
            lane.observer,
            LanesFixture.settings(),
            new LaneEnvironment(
                task -> {
                  throw new RejectedExecutionException("the test says so");
                },
                lane.runtime,
                lane.runtime,
                lane.runtime,
                new Random(1)));
    CompletableFuture<SendResult> send = lanes.send(LogWriter.draft("c", "u", "m", true, "m"));
    rejected(send, ErrorReason.NOT_OWNER);
    assertThat(lanes.shutdown()).isCompleted();
  }

  @Test
  void theNumberOfLanesIsAPowerOfTwo() {
    LanesFixture lane = new LanesFixture();
    List<LaneEpoch> three = List.of(new LaneEpoch(0, 1), new LaneEpoch(1, 1), new LaneEpoch(2, 1));
    assertThatThrownBy(
            () ->
                new Lanes(
                    lane.storage,
                    lane.seqs,
                    three,
                    lane.listener,
                    LaneObserver.NONE,
                    LanesFixture.settings(),
                    lane.runtime.environment()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Lanes.laneOf("c1", 256)).isBetween(0, 255).isEqualTo(Lanes.laneOf("c1", 256));
    assertThat(LaneSettings.defaults().maxBatchMessages()).isEqualTo(500);
    assertThat(LaneSettings.defaults().closeTimeout().plusSeconds(5))
        .as("with the grace of calls, well within the 25 s that a process has to stop")
        .isLessThan(Duration.ofSeconds(8));
    assertThatThrownBy(() -> settings(501, 1, 1, 1, 1, Duration.ZERO))
        .hasMessage("maxBatchMessages must be in 1..500: 501");
  }

  private static LaneSettings settings(
      int batch, int batchBytes, int queue, int perConversation, long bytes, Duration linger) {
    LaneSettings base = LanesFixture.settings();
    return new LaneSettings(
        batch,
        batchBytes,
        linger,
        queue,
        perConversation,
        bytes,
        base.cacheEntries(),
        base.retries(),
        base.retryPause(),
        base.unknownAfter(),
        base.retryAfter(),
        base.closeTimeout());
  }
}
