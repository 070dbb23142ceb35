package io.seqsvr.client.internal;

import static io.seqsvr.client.internal.PlayedCluster.A;
import static io.seqsvr.client.internal.PlayedCluster.B;
import static io.seqsvr.client.internal.PlayedCluster.C;
import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.key.ConversationKey;
import io.seqsvr.client.internal.EngineFixture.Result;
import io.seqsvr.client.internal.PlayedCluster.Mood;
import io.seqsvr.client.internal.PlayedCluster.Timed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;

/**
 * How soon calls succeed when a section gets a new owner, and how much is asked meanwhile. Time is
 * virtual; pauses are random, so the bounds hold for every draw, and each test runs ten times.
 */
class OwnerChangeTest {
  /** The longest pause while a section is asked for quickly, and a millisecond for each hop. */
  private static final int QUICK_MILLIS = 30 + 3;

  private final PlayedCluster played = new PlayedCluster(Duration.ofSeconds(3));

  @RepeatedTest(10)
  void whenTheOwnerIsKilledTheNewOneIsFoundAsSoonAsATableNamesIt() {
    played.pass(100, 5);
    played.moods.put(A, Mood.DEAD);
    played.pass(400, 5);
    assertThat(played.requestsTo(A)).isLessThan(20 + 30);
    played.giveTo(B);
    played.moods.put(B, Mood.SERVES);
    played.pass(100, 5);

    assertThat(played.firstSuccessSince(101)).isBetween(500, 500 + QUICK_MILLIS);
    assertThat(played.calls).allMatch(call -> call.result.outcomes.size() == 1);
  }

  @RepeatedTest(10)
  void whenTheOwnerHangsWhatIsInFlightGoesToTheNewOneToo() {
    played.pass(100, 5);
    played.moods.put(A, Mood.HANGS);
    played.pass(400, 5);
    played.giveTo(B);
    played.moods.put(B, Mood.SERVES);
    played.pass(QUICK_MILLIS, 5);

    // Long before an attempt's second is over.
    assertThat(played.firstSuccessSince(101)).isGreaterThanOrEqualTo(500);
    assertThat(played.calls).noneMatch(call -> call.result.isOpen());
    everyCallGotItsBlock();
    assertThat(played.requestsTo(B)).isLessThan(15);
  }

  @RepeatedTest(10)
  void aLateAnswerOfTheOldOwnerCountsAndALateRefusalDoesNot() {
    played.pass(1, 0);
    played.moods.put(A, Mood.HANGS);
    Timed answered = played.next("x");
    Timed refused = played.next("x");
    played.pass(200, 0);
    played.giveTo(B);
    played.moods.put(B, Mood.HANGS);
    played.pass(QUICK_MILLIS, 0);
    assertThat(played.requestsTo(B)).isEqualTo(2);

    played.f.net.at(A).batches.get(0).answer(77, null);
    played.f.net.at(A).batches.get(1).fail(true, false);

    assertThat(answered.result.value().first()).isEqualTo(77);
    assertThat(refused.result.isOpen()).isTrue();
    played.f.net.at(B).batches.get(1).answer(78, null);
    assertThat(refused.result.value().first()).isEqualTo(78);
  }

  @RepeatedTest(10)
  void aRequestThatEveryCallHasLeftIsCancelledAndNoOtherOne() {
    played.pass(1, 0);
    played.next("x");
    played.pass(9, 0);
    FakeNet.Wire a = played.f.net.at(A);
    a.endsWhenCancelled = true;
    played.moods.put(A, Mood.HANGS);
    List<Timed> calls = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      calls.add(played.next("x"));
    }
    played.pass(200, 0);
    played.giveTo(B);
    played.moods.put(B, Mood.SERVES);
    played.pass(QUICK_MILLIS, 0);

    assertThat(a.cancelled).isEqualTo(2);
    assertThat(calls).allMatch(call -> call.result.outcome() instanceof Outcome.Value<Block>);
    assertThat(played.requestsTo(A)).isEqualTo(3);
  }

  @RepeatedTest(10)
  void aReadInFlightFollowsItsSectionToo() {
    played.pass(1, 0);
    played.next("x");
    played.pass(9, 0);
    played.moods.put(A, Mood.HANGS);
    Result<Head> read = new Result<>();
    played.f.engine.current("", "x", read);
    played.pass(300, 0);
    assertThat(read.isOpen()).isTrue();
    played.giveTo(B);
    played.moods.put(B, Mood.SERVES);
    played.pass(QUICK_MILLIS, 0);

    assertThat(read.outcome()).isInstanceOf(Outcome.Value.class);
    assertThat(played.f.net.at(A).cancelled).isEqualTo(1);
  }

  @RepeatedTest(10)
  void aSilentOwnerThatKeepsItsSectionsKeepsItsCalls() {
    played.pass(1, 0);
    played.moods.put(A, Mood.HANGS);
    Timed slow = played.next("x");
    played.pass(600, 0);

    assertThat(played.requestsTo(A)).isEqualTo(1);
    played.f.net.at(A).batches.get(0).answer(5, null);
    assertThat(slow.result.value().first()).isEqualTo(5);
  }

  @RepeatedTest(10)
  void aHangingNodeDoesNotHoldUpTheSearchForRoutes() {
    played.pass(1, 0);
    played.next("x");
    played.pass(2, 0);
    played.moods.put(A, Mood.DEAD);
    played.moods.put(C, Mood.HANGS);
    played.giveTo(B);
    played.moods.put(B, Mood.SERVES);
    Timed call = played.next("x");
    played.pass(100 + 2 * QUICK_MILLIS, 0);

    assertThat(call.result.value().first()).isPositive();
  }

  @RepeatedTest(10)
  void whenASectionMovesWithoutATableTheNewOwnerIsAskedOnceTheTableIsThere() {
    played.pass(100, 5);
    played.moods.put(A, Mood.REFUSES);
    played.moods.put(B, Mood.SERVES);
    played.giveTo(B);
    played.pass(50, 5);

    assertThat(played.firstSuccessSince(101)).isBetween(101, 110);
  }

  @RepeatedTest(10)
  void aNewOwnerThatLoadsIsAskedAgainAfterItsHintAndNotBefore() {
    played.pass(100, 5);
    played.moods.put(A, Mood.DEAD);
    played.giveTo(B);
    played.moods.put(B, Mood.LOADS);
    played.pass(400, 5);
    assertThat(played.requestsTo(B)).isBetween(2, 400 / 50);
    played.moods.put(B, Mood.SERVES);
    played.pass(100, 5);

    int hint = (int) PlayedCluster.HINT.toMillis();
    assertThat(played.firstSuccessSince(101)).isBetween(500, 500 + hint + QUICK_MILLIS);
  }

  @RepeatedTest(10)
  void whenEverybodyRefusesForASecondTheQuestionsStayFewAndTheAnswerComesSoon() {
    played.pass(1, 0);
    played.next("x");
    played.pass(99, 0);
    int before = played.requestsTo(A);
    played.moods.put(A, Mood.REFUSES);
    played.pass(1_000, 2);
    assertThat(played.requestsTo(A) - before).isLessThanOrEqualTo(1_000 / 50 + 1);
    played.moods.put(A, Mood.SERVES);
    played.pass(200, 0);

    int hint = (int) PlayedCluster.HINT.toMillis();
    assertThat(played.firstSuccessSince(1_100)).isBetween(1_100, 1_100 + hint + QUICK_MILLIS);
    everyCallGotItsBlock();
  }

  @RepeatedTest(10)
  void aThousandWaitingCallsAreAFewRequestsToANewOwner() {
    played.pass(1, 0);
    played.next("x");
    played.pass(9, 0);
    played.moods.put(A, Mood.DEAD);
    for (int i = 0; i < 1_000; i++) {
      played.next("x");
    }
    played.pass(300, 0);
    played.giveTo(B);
    played.moods.put(B, Mood.LOADS);
    played.pass(300, 0);
    // One call asks for all of them, once in 50 ms.
    assertThat(played.requestsTo(B)).isLessThanOrEqualTo(7);
    assertThat(played.f.net.at(B).batches).allMatch(batch -> batch.entries().size() == 1);

    int asked = played.requestsTo(B);
    played.moods.put(B, Mood.SERVES);
    played.pass(100, 0);

    everyCallGotItsBlock();
    assertThat(played.requestsTo(B) - asked).isLessThanOrEqualTo(4);
  }

  /** A node that is gone is asked for, not each of its sections; later calls go the same way. */
  @RepeatedTest(10)
  void manySectionsOfADeadOwnerAreOneQuestionAtATimeInTurn() {
    beginWithADeadOwner(200);
    played.pass(2, 0);
    int before = played.f.net.at(A).batches.size();
    for (int i = 0; i < 80; i++) {
      played.next("later" + i);
      played.pass(5, 0);
    }
    List<Integer> sections = sectionsAskedFor(before);
    assertThat(sections).hasSizeBetween(400 / 31, 400 / 15 + 5).doesNotHaveDuplicates();
    played.giveTo(B);
    played.moods.put(B, Mood.SERVES);
    played.pass(QUICK_MILLIS, 0);

    everyCallGotItsBlock();
  }

  @RepeatedTest(10)
  void anOwnerThatIsBackIsAskedForAllItsSectionsSoon() {
    beginWithADeadOwner(200);
    played.pass(300, 0);
    played.moods.put(A, Mood.SERVES);
    played.pass(QUICK_MILLIS + 20 + 2, 0);

    everyCallGotItsBlock();
  }

  /** It is within reach then, and its sections may be served one by one. */
  @RepeatedTest(10)
  void anOwnerThatIsBackAndLoadsIsAskedForEachSection() {
    beginWithADeadOwner(20);
    played.pass(300, 0);
    played.moods.put(A, Mood.LOADS);
    played.pass(QUICK_MILLIS, 0);
    int before = played.f.net.at(A).batches.size();
    played.pass(100, 0);
    assertThat(sectionsAskedFor(before).stream().distinct()).hasSizeGreaterThan(15);
    played.moods.put(A, Mood.SERVES);
    played.pass((int) PlayedCluster.HINT.toMillis() + QUICK_MILLIS, 0);

    everyCallGotItsBlock();
  }

  /** Something else is there, or a wrong certificate: nobody waits for that to change. */
  @RepeatedTest(10)
  void whoComesBackAndCannotBeUnderstoodEndsAllCalls() {
    beginWithADeadOwner(20);
    played.pass(300, 0);
    played.moods.put(A, Mood.MUMBLES);
    played.pass(QUICK_MILLIS + 20 + 2, 0);

    assertThat(played.calls).noneMatch(call -> call.result.isOpen());
  }

  /** What a healthy node cannot answer is no reason to ask it over and over. */
  @RepeatedTest(10)
  void aCallThatFailsWhereOthersAreServedIsRepeatedWithPauses() {
    played.pass(1, 0);
    played.next("x");
    played.pass(9, 0);
    played.defect = "defect";
    played.next(played.defect);
    int before = played.f.net.at(A).batches.size();
    played.pass(400, 3);
    long attempts =
        played.f.net.at(A).batches.stream()
            .skip(before)
            .flatMap(batch -> batch.entries().stream())
            .filter(entry -> entry.conversation().equals(played.defect))
            .count();
    assertThat(attempts).isBetween(400L / 40, 400L / 15 + 5);
    assertThat(played.calls.stream().filter(call -> call.result.isOpen()).count()).isLessThan(3);
  }

  private void beginWithADeadOwner(int calls) {
    played.pass(1, 0);
    played.next("x");
    played.pass(9, 0);
    played.moods.put(A, Mood.DEAD);
    for (int i = 0; i < calls; i++) {
      played.next("k" + i);
    }
  }

  /** The sections of all entries that A was sent, in batches from this one on. */
  private List<Integer> sectionsAskedFor(int fromBatch) {
    return played.f.net.at(A).batches.stream()
        .skip(fromBatch)
        .flatMap(batch -> batch.entries().stream())
        .map(entry -> ConversationKey.hash("", entry.conversation()))
        .map(hash -> ConversationKey.section(hash, PlayedCluster.SECTIONS))
        .toList();
  }

  @RepeatedTest(10)
  void readsWaitLikeAllOthers() {
    played.pass(1, 0);
    played.next("x");
    played.pass(9, 0);
    played.moods.put(A, Mood.DEAD);
    played.next("x");
    played.pass(5, 0);
    List<Result<Head>> reads = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Result<Head> read = new Result<>();
      played.f.engine.current("", "x", read);
      reads.add(read);
    }
    played.pass(100, 0);
    assertThat(played.readsOf(A)).isLessThan(10);

    played.giveTo(B);
    played.moods.put(B, Mood.SERVES);
    played.pass(QUICK_MILLIS, 0);

    assertThat(reads).allMatch(read -> read.outcome() instanceof Outcome.Value<Head>);
  }

  @RepeatedTest(10)
  void nothingIsLeftOfCallsThatHaveEnded() {
    PlayedCluster brief = new PlayedCluster(Duration.ofMillis(500));
    brief.pass(100, 5);
    brief.moods.put(A, Mood.DEAD);
    brief.pass(300, 5);
    brief.pass(700, 0);

    assertThat(brief.calls).noneMatch(call -> call.result.isOpen());
    assertThat(brief.f.time.timerCount()).isZero();
    int asked = brief.requestsTo(A);
    brief.pass(300, 0);
    assertThat(brief.requestsTo(A)).isEqualTo(asked);
  }

  private void everyCallGotItsBlock() {
    assertThat(played.calls)
        .allMatch(call -> call.result.outcome() instanceof Outcome.Value<Block>);
  }
}
