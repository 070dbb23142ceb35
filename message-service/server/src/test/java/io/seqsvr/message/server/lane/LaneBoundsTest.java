package io.seqsvr.message.server.lane;

import static io.seqsvr.message.server.lane.LanesFixture.begin;
import static io.seqsvr.message.server.lane.LanesFixture.rejected;
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
import org.junit.jupiter.api.Test;

/** Hunts senders that wait for ever, and tries without an end. */
class LaneBoundsTest {
  @Test
  void sendersBehindASlowSequenceServiceDoNotWaitForTheirTurn() {
    LanesFixture lane = new LanesFixture(settings(1, 2));
    List<String> users = List.of("u1", "u2", "u3", "u4", "u5");
    lane.create("c", users.toArray(String[]::new));
    lane.seqs.refuse(
        conversation -> {
          lane.pass(Duration.ofSeconds(2));
          return SeqsvrException.retryable(ErrorReason.OVERLOADED, "slow", Duration.ofMillis(5));
        });
    List<CompletableFuture<SendResult>> sends = new ArrayList<>();
    users.forEach(user -> sends.add(lane.send("c", user, "m")));
    lane.settle();
    sends.subList(0, 3).forEach(send -> rejected(send, ErrorReason.OVERLOADED));
    sends.subList(3, 5).forEach(send -> rejected(send, ErrorReason.STORE_UNAVAILABLE));
    assertThat(lane.seqs.calls()).hasSize(3);
  }

  @Test
  void repeatsEndWhenTheSenderHasWaitedForTooLong() {
    LanesFixture lane = new LanesFixture(settings(500, 100));
    lane.create("c", "u");
    lane.storage.faults(operation -> operation == Operation.COMMIT ? Fault.FAILS : Fault.NONE);
    CompletableFuture<SendResult> send = lane.send("c", "u", "m");
    lane.pass(Duration.ofMillis(4_900));
    assertThat(send).isNotDone();
    lane.pass(Duration.ofMillis(300));
    rejected(send, ErrorReason.STORE_UNAVAILABLE);
  }

  @Test
  void aStorageThatAlwaysThrowsIsNotAskedForEver() {
    LanesFixture lane = new LanesFixture();
    lane.create("c", "u");
    int[] commits = new int[1];
    int[] changes = new int[1];
    lane.storage.faults(
        operation -> {
          if (operation == Operation.COMMIT || operation == Operation.CHANGE) {
            commits[0] += operation == Operation.COMMIT ? 1 : 0;
            changes[0] += operation == Operation.CHANGE ? 1 : 0;
            throw new IllegalStateException("the test says so");
          }
          return Fault.NONE;
        });
    CompletableFuture<SendResult> send = lane.send("c", "u", "m");
    CompletableFuture<Integer> change = lane.lanes.addMembers("c", List.of("v"));
    lane.settle();
    assertThat(commits[0]).as("no hot loop").isEqualTo(1);
    lane.pass(Duration.ofSeconds(1));
    rejected(send, ErrorReason.STORE_UNAVAILABLE);
    assertThat(commits[0]).isEqualTo(3);
    assertThat(lane.seqs.calls()).hasSize(3);
    assertThat(change).isCompletedExceptionally();
    assertThat(changes[0]).isEqualTo(3);
    lane.storage.faults(operation -> Fault.NONE);
    begin(lane.send("c", "u", "n"));
    lane.settle();
    assertThat(lane.idsOf("c")).containsExactly("n");
  }

  private static LaneSettings settings(int maxBatchMessages, int retries) {
    LaneSettings base = LanesFixture.settings();
    return new LaneSettings(
        maxBatchMessages,
        base.maxBatchBytes(),
        base.linger(),
        base.queueMessages(),
        base.queueMessagesPerConversation(),
        base.queueBytes(),
        base.cacheEntries(),
        retries,
        base.retryPause(),
        base.unknownAfter(),
        base.retryAfter(),
        base.closeTimeout());
  }
}
