package io.seqsvr.message.server.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.message.server.core.Receipt;
import io.seqsvr.message.server.core.SendKey;
import io.seqsvr.message.server.core.SendResult;
import io.seqsvr.message.server.core.StoredMessage;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Hunts lost, doubled, overtaken and falsely answered messages in thousands of random runs. A
 * failure names its seed: {@code -Dlanes.seed=N} runs that one, {@code -Dlanes.seeds=N} more of
 * them.
 */
class LanesSimulationTest {
  private int accepted;
  private int duplicates;
  private int unknown;
  private int rejected;
  private int conflicts;
  private int processes;

  @Test
  void nothingIsLostDoubledOvertakenOrFalselyAnswered() {
    Long only = Long.getLong("lanes.seed");
    if (only != null) {
      check(only);
      return;
    }
    int seeds = Integer.getInteger("lanes.seeds", 3_000);
    for (long seed = 0; seed < seeds; seed++) {
      check(seed);
    }
    assertThat(List.of(accepted, duplicates, unknown, rejected, conflicts, processes))
        .as("accepted, duplicates, unknown, rejected, conflicts, processes: all are tried often")
        .allMatch(count -> count > seeds / 10);
  }

  private void check(long seed) {
    LanesSimulation run = new LanesSimulation(seed);
    try {
      run.run();
      run.readToTheEnd();
      checkLogs(run);
      checkAnswers(run);
      checkOrderOfSends(run);
      checkListeners(run);
      processes += run.processes.size() - 1;
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + ": " + e, e);
    }
  }

  private static void checkLogs(LanesSimulation run) {
    for (String conversation : LanesSimulation.CONVERSATIONS) {
      List<StoredMessage> log = run.storage.messages(conversation);
      Set<SendKey> keys = new HashSet<>();
      long prevSeq = 0;
      long countNo = 0;
      for (StoredMessage message : log) {
        countNo += message.counted() ? 1 : 0;
        assertThat(message.prevSeq()).as("chain of %s", log).isEqualTo(prevSeq);
        assertThat(message.countNo()).as("count of %s", log).isEqualTo(countNo);
        assertThat(keys.add(message.key())).as("one row a key: %s", log).isTrue();
        prevSeq = message.seq();
      }
      assertThat(run.storage.visibility(LanesSimulation.READER, conversation).headSeq())
          .isEqualTo(prevSeq);
      assertThat(run.readerSaw.getOrDefault(conversation, List.of()))
          .as("a reader that never looks back misses nothing")
          .isEqualTo(log);
    }
  }

  private void checkAnswers(LanesSimulation run) {
    Map<SendKey, StoredMessage> stored = new HashMap<>();
    for (String conversation : LanesSimulation.CONVERSATIONS) {
      run.storage.messages(conversation).forEach(message -> stored.put(message.key(), message));
    }
    Set<SendKey> firstReceipts = new HashSet<>();
    Set<List<Object>> mayBeStored = new HashSet<>();
    for (LanesSimulation.Call call : run.calls) {
      assertThat(call.result()).as("every future ends: %s", call).isCompleted();
      StoredMessage row = stored.get(call.draft().key());
      SendResult result = call.result().join();
      if (result instanceof SendResult.Accepted accepted) {
        checkReceipt(call, row, accepted.receipt());
        assertThat(accepted.receipt().duplicate() || firstReceipts.add(call.draft().key()))
            .as("one first receipt: %s", call)
            .isTrue();
      }
      if (result instanceof SendResult.Rejected refused) {
        rejected++;
        checkConflict(row, refused);
      } else {
        mayBeStored.add(List.of(call.draft().key(), call.draft().body()));
      }
      unknown += result instanceof SendResult.Unknown ? 1 : 0;
    }
    stored.forEach(
        (key, row) ->
            assertThat(mayBeStored)
                .as("rejected is not stored: %s", row)
                .contains(List.of(key, row.body())));
    assertThat(stored.keySet()).noneMatch(key -> key.clientMsgId().startsWith("poison"));
    assertThat(run.changes).allMatch(CompletableFuture::isDone);
  }

  private void checkReceipt(
      LanesSimulation.Call call, @Nullable StoredMessage row, Receipt receipt) {
    if (row == null) {
      throw new AssertionError("accepted is stored: " + call);
    }
    assertThat(receipt).isEqualTo(row.receipt(receipt.duplicate()));
    assertThat(row.body()).as("accepted as it was sent").isEqualTo(call.draft().body());
    accepted++;
    duplicates += receipt.duplicate() ? 1 : 0;
  }

  private void checkConflict(@Nullable StoredMessage row, SendResult.Rejected refused) {
    if (refused.refusal().reason() == ErrorReason.IDEMPOTENCY_CONFLICT) {
      conflicts++;
      if (row == null) {
        throw new AssertionError("a conflict with nothing: " + refused);
      }
      assertThat(refused.refusal().metadata()).containsEntry("first_seq", Long.toString(row.seq()));
    }
  }

  /** Calls that one process took one after the other have seqs in that order. */
  private static void checkOrderOfSends(LanesSimulation run) {
    Map<List<Object>, Long> last = new HashMap<>();
    for (LanesSimulation.Call call : run.calls) {
      if (call.result().join() instanceof SendResult.Accepted accepted
          && !accepted.receipt().duplicate()) {
        List<Object> where = List.of(call.process(), call.draft().conversation());
        Long before = last.put(where, accepted.receipt().seq());
        assertThat(before == null || before < accepted.receipt().seq())
            .as("not overtaken: %s", call)
            .isTrue();
      }
    }
  }

  private static void checkListeners(LanesSimulation run) {
    for (int process = 0; process < run.processes.size(); process++) {
      for (String conversation : LanesSimulation.CONVERSATIONS) {
        List<StoredMessage> told = run.processes.get(process).listener().messages(conversation);
        assertThat(told)
            .as("told in the order of commits, and only what is committed")
            .isSubsetOf(run.storage.messages(conversation))
            .isSortedAccordingTo(Comparator.comparingLong(StoredMessage::seq))
            .doesNotHaveDuplicates();
        Set<SendKey> keys = new HashSet<>();
        told.forEach(message -> keys.add(message.key()));
        for (LanesSimulation.Call call : run.calls) {
          if (call.process() == process
              && call.draft().conversation().equals(conversation)
              && call.result().join() instanceof SendResult.Accepted accepted
              && !accepted.receipt().duplicate()) {
            assertThat(keys).as("who stores it tells it").contains(call.draft().key());
          }
        }
      }
    }
  }
}
