package io.seqsvr.message.server.lane;

import static io.seqsvr.message.server.lane.LanesFixture.begin;
import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.OutcomeUnknownException;
import io.seqsvr.message.server.core.Visibility;
import io.seqsvr.message.server.testing.RecordingListener.Change;
import io.seqsvr.message.server.testing.StorageFaults.Fault;
import io.seqsvr.message.server.testing.StorageFaults.Operation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Hunts changes of members that are answered wrongly, told wrongly, or overtaken. */
class LaneMembershipTest {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final LanesFixture lane = new LanesFixture();

  @Test
  void joinersAndLeaversAreToldToTheListener() {
    lane.create("c", "u");
    long epoch = lane.storage.visibility("u", "c").epoch();
    begin(lane.send("c", "u", "m1"));
    begin(lane.lanes.addMembers("c", List.of("u", "v")));
    begin(lane.send("c", "u", "m2"));
    begin(lane.lanes.removeMembers("c", List.of("v", "w")));
    lane.settle();
    assertThat(epoch).isPositive();
    assertThat(lane.listener.changes())
        .containsExactly(
            new Change(true, List.of("u"), visibility(epoch, 0, 0, Visibility.STILL_MEMBER)),
            new Change(true, List.of("v"), visibility(epoch, 1, 1, Visibility.STILL_MEMBER)),
            new Change(false, List.of("v"), visibility(epoch, 2, 0, 2)));
  }

  @Test
  void repeatsChangeNothingAndTellNothing() {
    lane.create("c", "u");
    CompletableFuture<Boolean> again = lane.lanes.create("c", List.of("x"));
    CompletableFuture<Integer> added = lane.lanes.addMembers("c", List.of("u"));
    CompletableFuture<Integer> removed = lane.lanes.removeMembers("c", List.of("x"));
    lane.settle();
    assertThat(again).isCompletedWithValue(false);
    assertThat(added).isCompletedWithValue(0);
    assertThat(removed).isCompletedWithValue(0);
    assertThat(lane.listener.changes()).hasSize(1);
  }

  @Test
  void aChangeOfUnknownOutcomeIsAnsweredAsTheOneChangeThatItIs() {
    for (Fault fault :
        List.of(Fault.UNKNOWN_DONE, Fault.UNKNOWN_NOT_DONE, Fault.UNKNOWN_DONE_LATER)) {
      String id = fault.name();
      lane.fail(Operation.CHANGE, fault);
      CompletableFuture<Boolean> created = lane.lanes.create(id, List.of("u", "w"));
      lane.pass(PAUSE);
      assertThat(created).as(id).isCompletedWithValue(true);
      lane.fail(Operation.CHANGE, fault);
      CompletableFuture<Integer> added = lane.lanes.addMembers(id, List.of("u", "v"));
      lane.pass(PAUSE);
      assertThat(added).as(id).isCompletedWithValue(1);
      lane.fail(Operation.CHANGE, fault);
      CompletableFuture<Integer> removed = lane.lanes.removeMembers(id, List.of("v", "x"));
      lane.pass(PAUSE);
      assertThat(removed).as(id).isCompletedWithValue(1);
      assertThat(lane.listener.changes().stream().filter(c -> isOf(c, id)).map(Change::users))
          .containsExactly(List.of("u", "w"), List.of("v"), List.of("v"));
    }
  }

  @Test
  void aChangeThatNobodyKnowsOfHoldsTheLaneUntilItIsKnown() {
    lane.create("c", "u", "v");
    lane.fail(Operation.CHANGE, Fault.UNKNOWN_DONE_LATER);
    IntStream.range(0, 200).forEach(i -> lane.fail(Operation.RESOLVE, Fault.FAILS));
    CompletableFuture<Integer> removed = lane.lanes.removeMembers("c", List.of("u"));
    lane.pass(Duration.ofSeconds(6));
    unknown(removed);
    var send = lane.send("c", "u", "m");
    lane.pass(Duration.ofSeconds(1));
    assertThat(send).isNotDone();
    lane.storage.faults(operation -> Fault.NONE);
    lane.pass(Duration.ofSeconds(1));
    LanesFixture.rejected(send, ErrorReason.NOT_A_MEMBER);
    assertThat(lane.listener.changes()).as("told late, but told").hasSize(2);
  }

  @Test
  void aCommittedChangeOfUnknownOutcomeIsNeverRefused() {
    lane.create("c", "u");
    lane.fail(Operation.CHANGE, Fault.UNKNOWN_DONE, Fault.FAILS);
    lane.fail(Operation.RESOLVE, Fault.FAILS, Fault.FAILS, Fault.FAILS);
    CompletableFuture<Integer> added = lane.lanes.addMembers("c", List.of("v"));
    lane.pass(Duration.ofSeconds(2));
    assertThat(added).isCompletedWithValue(1);
    assertThat(lane.listener.changes())
        .extracting(Change::users)
        .containsExactly(List.of("u"), List.of("v"));
    assertThat(lane.storage.visibility("v", "c").isMember()).isTrue();
  }

  @Test
  void aChangeThatSurelyIsNotDoneIsRefusedAfterAFewTries() {
    lane.create("c", "u");
    IntStream.range(0, 200).forEach(i -> lane.fail(Operation.CHANGE, Fault.UNKNOWN_NOT_DONE));
    CompletableFuture<Integer> added = lane.lanes.addMembers("c", List.of("v"));
    lane.pass(Duration.ofSeconds(2));
    refused(added, ErrorReason.STORE_UNAVAILABLE);
    assertThat(lane.operations).filteredOn(Operation.CHANGE::equals).hasSize(3);
    assertThat(lane.listener.changes()).hasSize(1);
  }

  @Test
  void aFencedChangeOfUnknownOutcomeIsNotRefused() {
    lane.create("c", "u");
    lane.fail(Operation.CHANGE, Fault.UNKNOWN_DONE);
    CompletableFuture<Integer> added = lane.lanes.addMembers("c", List.of("v"));
    lane.settle();
    lane.anotherProcess(LanesFixture.settings());
    lane.pass(PAUSE);
    unknown(added);
    assertThat(lane.lanes.failure()).isCompletedExceptionally();
  }

  @Test
  void refusals() {
    CompletableFuture<Integer> nowhere = lane.lanes.addMembers("none", List.of("u"));
    List<String> many = IntStream.range(0, 100_001).mapToObj(i -> "u" + i).toList();
    CompletableFuture<Boolean> tooMany = lane.lanes.create("c", many);
    lane.settle();
    refused(nowhere, ErrorReason.CONVERSATION_NOT_FOUND);
    refused(tooMany, ErrorReason.INVALID_ARGUMENT);
    refused(lane.lanes.create("", List.of()), ErrorReason.INVALID_ARGUMENT);
  }

  @Test
  void aChangeThatFailsIsTriedAgainAFewTimes() {
    lane.create("c", "u");
    lane.fail(Operation.CHANGE, Fault.FAILS, Fault.FAILS);
    CompletableFuture<Integer> added = lane.lanes.addMembers("c", List.of("v"));
    lane.pass(PAUSE.multipliedBy(2));
    assertThat(added).isCompletedWithValue(1);
    lane.fail(Operation.CHANGE, Fault.FAILS, Fault.FAILS, Fault.FAILS);
    CompletableFuture<Integer> failed = lane.lanes.addMembers("c", List.of("w"));
    lane.pass(PAUSE.multipliedBy(3));
    refused(failed, ErrorReason.STORE_UNAVAILABLE);
  }

  @Test
  void aFencedChangeEndsTheLane() {
    lane.create("c", "u");
    lane.anotherProcess(LanesFixture.settings());
    CompletableFuture<Integer> added = lane.lanes.addMembers("c", List.of("v"));
    lane.settle();
    refused(added, ErrorReason.NOT_OWNER);
    assertThat(lane.lanes.failure()).isCompletedExceptionally();
  }

  private static boolean isOf(Change change, String conversation) {
    return change.visibility().conversation().equals(conversation);
  }

  private static Visibility visibility(long epoch, long head, long joined, long left) {
    return new Visibility("c", epoch, head, 0, joined, left);
  }

  private static void unknown(CompletableFuture<?> future) {
    assertThat(future).isCompletedExceptionally();
    Throwable failure = future.handle((done, thrown) -> thrown).join();
    assertThat(failure).isInstanceOf(OutcomeUnknownException.class);
  }

  private static void refused(CompletableFuture<?> future, ErrorReason reason) {
    assertThat(future).isCompletedExceptionally();
    Throwable failure = future.handle((done, thrown) -> thrown).join();
    assertThat(failure)
        .isInstanceOfSatisfying(
            SeqsvrException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
