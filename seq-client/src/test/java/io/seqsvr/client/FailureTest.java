package io.seqsvr.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.InsecureServerCredentials;
import io.grpc.Status;
import io.seqsvr.api.alloc.v1.Block;
import io.seqsvr.api.alloc.v1.NextBatchReply;
import io.seqsvr.api.alloc.v1.NextResult;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.client.FakeNode.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What callers see when a node fails, over real connections. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FailureTest {
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final MonotonicClock CLOCK = MonotonicClock.system();

  private final FakeCluster cluster = FakeCluster.ofOneNode();
  private final FakeNode node = cluster.node(0);
  private final SeqClient client = SeqClient.builder(node.address()).build();
  private final SeqClient hasty = SeqClient.builder(node.address()).timeout(SHORT).build();

  @AfterEach
  void close() {
    hasty.close();
    client.close();
    cluster.close();
  }

  private static SeqsvrException refusal(ErrorReason reason) {
    return SeqsvrException.retryable(reason, "as told", Duration.ofMillis(5));
  }

  /**
   * Ends by the deadline, far below a second one. In one of three tries, for a busy machine: a call
   * that is held longer is held in each of them.
   */
  private static void assertEndsInTime(ThrowingCallable call) {
    Duration limit = SHORT.plusMillis(900);
    List<Duration> took = new ArrayList<>();
    do {
      long begun = CLOCK.nanoTime();
      assertThatThrownBy(call).isInstanceOf(RuntimeException.class);
      took.add(Duration.ofNanos(CLOCK.nanoTime() - begun));
    } while (took.size() < 3 && took.get(took.size() - 1).compareTo(limit) >= 0);
    assertThat(took).anyMatch(duration -> duration.compareTo(limit) < 0);
  }

  @Test
  void aSilentNodeHoldsNobodyPastHisDeadline() {
    hasty.next("x");
    node.failAll(new Fault.StaySilent());

    assertEndsInTime(() -> hasty.next("x"));
    assertEndsInTime(() -> hasty.current("", "x"));
    assertEndsInTime(() -> hasty.routes());
    assertEndsInTime(() -> hasty.nextAsync("", "x", 1).join());
    assertThatThrownBy(() -> hasty.next("x")).isInstanceOf(SeqOutcomeUnknownException.class);
  }

  @Test
  void aNodeThatIsSilentFromTheBeginningHoldsNobodyEither() {
    node.failAll(new Fault.StaySilent());

    assertEndsInTime(() -> hasty.next("x"));
    assertThat(node.batches).isEmpty();
  }

  @Test
  void aSilentNodeIsAskedAgainWellBeforeTheDeadline() {
    try (SeqClient patient =
        SeqClient.builder(node.address()).attemptTimeout(Duration.ofMillis(100)).build()) {
      patient.next("x");
      node.failNext(new Fault.StaySilent());

      // Not always 2: on a busy machine another answer can be late, and its seq is skipped.
      assertThat(patient.next("x")).isGreaterThan(1);
    }
  }

  @Test
  void withoutAnyNodeTheRefusalSaysThatNothingWasSent() {
    // Another client loads the classes first: the cause of the last attempt is to be the node.
    client.next("x");
    cluster.close();

    assertThatThrownBy(() -> hasty.next("x"))
        .isInstanceOfSatisfying(
            SeqsvrException.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(ErrorReason.NOT_OWNER))
        .hasMessageContaining(node.address())
        .hasMessageContaining("refused");
  }

  @Test
  void aNodeThatIsKnownToBeAwayLeavesNoDoubtEither() {
    hasty.next("x");
    cluster.close();
    // This one may still be given to the connection that is about to break.
    assertThatThrownBy(() -> hasty.next("x")).isInstanceOf(RuntimeException.class);

    assertThatThrownBy(() -> hasty.next("x")).isInstanceOf(SeqsvrException.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorReason.class,
      names = {
        "NOT_OWNER",
        "SECTION_MOVING",
        "LEASE_LOST",
        "STORE_UNAVAILABLE",
        "OVERLOADED",
        "QUOTA_EXCEEDED"
      })
  void retryableRefusalsAreRetriedUntilTheyEnd(ErrorReason reason) {
    client.next("x");
    for (int i = 0; i < 2; i++) {
      node.failNext(new Fault.Refuse(refusal(reason), null));
      node.failNext(new Fault.RefuseEntries(refusal(reason)));
    }

    assertThat(client.next("x")).isEqualTo(2);

    assertThat(node.batches).hasSize(1 + 4 + 1);
  }

  @Test
  void refusalsUntilTheDeadlineEndInTheRefusal() {
    hasty.next("x");
    node.failAll(new Fault.RefuseEntries(refusal(ErrorReason.STORE_UNAVAILABLE)));

    assertThatThrownBy(() -> hasty.next("x"))
        .isInstanceOfSatisfying(
            SeqsvrException.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(ErrorReason.STORE_UNAVAILABLE));
    assertThat(node.batches).hasSizeBetween(3, 15);
    assertEndsInTime(() -> hasty.next("x"));
  }

  @Test
  void otherRefusalsReachTheCallerAtOnceAndUnwrapped() {
    client.next("x");
    node.failNext(
        new Fault.Refuse(SeqsvrException.invalidArgument("count", "1..1000", "2000"), null));

    assertThatThrownBy(() -> client.next("", "x", 2_000))
        .isInstanceOfSatisfying(
            SeqsvrException.class,
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(ErrorReason.INVALID_ARGUMENT);
              assertThat(refusal.metadata()).containsEntry("limit", "1..1000");
            });
    assertThat(node.batches).hasSize(2);
  }

  @Test
  void aLostAnswerCostsAGapAndNothingElse() {
    assertThat(client.next("x")).isEqualTo(1);
    node.failNext(new Fault.LoseAnswer());

    assertThat(client.next("x")).isEqualTo(3);
  }

  @Test
  void answersThatKeepGettingLostEndInDoubtWithTheCause() {
    hasty.next("x");
    node.failAll(new Fault.LoseAnswer());

    assertThatThrownBy(() -> hasty.next("x"))
        .isInstanceOf(SeqOutcomeUnknownException.class)
        .hasStackTraceContaining("connection reset")
        .hasStackTraceContaining("FailureTest");
    assertThatThrownBy(() -> hasty.nextAsync("", "x", 1).join())
        .hasCauseInstanceOf(SeqOutcomeUnknownException.class);
  }

  @Test
  void aMethodThatTheNodeDoesNotHaveIsNotAskedForAgain() {
    client.next("x");
    node.failNext(new Fault.Fail(Status.UNIMPLEMENTED));

    assertThatThrownBy(() -> client.next("x")).isInstanceOf(SeqOutcomeUnknownException.class);
    assertThat(node.batches).hasSize(2);
  }

  static Stream<NextBatchReply> nonsense() {
    NextResult nothing = NextResult.getDefaultInstance();
    NextResult fine = block(7, 1);
    NextResult newReason =
        NextResult.newBuilder()
            .setError(io.seqsvr.api.alloc.v1.Error.newBuilder().setReason("NOT_YET_INVENTED"))
            .build();
    return Stream.of(
        NextBatchReply.getDefaultInstance(),
        NextBatchReply.newBuilder().addResults(fine).addResults(fine).build(),
        NextBatchReply.newBuilder().addResults(nothing).build(),
        NextBatchReply.newBuilder().addResults(newReason).build(),
        NextBatchReply.newBuilder().addResults(block(7, 2)).build(),
        NextBatchReply.newBuilder().addResults(block(0, 1)).build(),
        NextBatchReply.newBuilder().addResults(block(-7, 1)).build());
  }

  private static NextResult block(long first, long count) {
    return NextResult.newBuilder()
        .setBlock(Block.newBuilder().setFirst(first).setCount(count))
        .build();
  }

  @ParameterizedTest
  @MethodSource("nonsense")
  void anAnswerThatMakesNoSenseIsNeitherUsedNorAskedForAgain(NextBatchReply reply) {
    client.next("x");
    node.failNext(new Fault.Answer(reply));

    assertThatThrownBy(() -> client.next("x"))
        .isInstanceOf(SeqOutcomeUnknownException.class)
        .hasStackTraceContaining(node.address());
    assertThat(node.batches).hasSize(2);
  }

  @Test
  void theHighestSeqOfAllIsUnderstood() {
    client.next("x");
    node.failNext(
        new Fault.Answer(NextBatchReply.newBuilder().addResults(block(Long.MAX_VALUE, 1)).build()));

    assertThat(client.next("x")).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aNodeThatRestartsIsFoundAgain() {
    assertThat(client.next("x")).isEqualTo(1);
    node.close();
    CompletableFuture<SeqRange> meanwhile = client.nextAsync("", "x", 1);

    FakeNode restarted = cluster.addNode(node.port(), InsecureServerCredentials.create());

    assertThat(meanwhile.join().first()).isEqualTo(2);
    assertThat(restarted.batches).hasSize(1);
  }

  /** gRPC's own pauses before a reconnect would have grown to more than two seconds by then. */
  @Test
  void aNodeThatWasAwayForLongIsFoundAtOnceWhenItIsBack() {
    client.next("x");
    node.close();
    assertThatThrownBy(() -> client.next("x")).isInstanceOf(RuntimeException.class);

    cluster.addNode(node.port(), InsecureServerCredentials.create());

    long begun = CLOCK.nanoTime();
    assertThat(client.next("x")).isEqualTo(2);
    assertThat(Duration.ofNanos(CLOCK.nanoTime() - begun)).isLessThan(Duration.ofMillis(1_900));
  }

  @Test
  void anInterruptEndsTheWaitAndStaysSet() throws InterruptedException {
    client.next("x");
    node.failAll(new Fault.StaySilent());
    AtomicReference<Throwable> failure = new AtomicReference<>();
    AtomicBoolean flag = new AtomicBoolean();
    Thread caller =
        new Thread(
            () -> {
              try {
                client.next("x");
              } catch (RuntimeException e) {
                failure.set(e);
                flag.set(Thread.currentThread().isInterrupted());
              }
            });
    caller.start();
    Await.until("the request is there", () -> node.batches.size() == 2);

    caller.interrupt();
    caller.join();

    assertThat(failure.get())
        .isInstanceOf(SeqOutcomeUnknownException.class)
        .hasCauseInstanceOf(InterruptedException.class);
    assertThat(flag).isTrue();
    Await.until("the request is cancelled", () -> node.cancelled.get() >= 1);
  }

  @Test
  void aCancelledFutureFreesItsPlace() {
    try (SeqClient narrow = SeqClient.builder(node.address()).maxPending(1).build()) {
      narrow.next("x");
      node.failAll(new Fault.StaySilent());
      CompletableFuture<SeqRange> pending = narrow.nextAsync("", "x", 1);
      Await.until("the request is there", () -> node.batches.size() == 2);
      assertThatThrownBy(() -> narrow.next("x"))
          .isInstanceOfSatisfying(
              SeqsvrException.class,
              refusal -> assertThat(refusal.reason()).isEqualTo(ErrorReason.OVERLOADED));

      assertThat(pending.cancel(true)).isTrue();
      node.failAll(null);

      assertThat(narrow.next("x")).isEqualTo(2);
    }
  }

  @Test
  void closingEndsWhatIsPending() {
    client.next("x");
    node.failAll(new Fault.StaySilent());
    CompletableFuture<SeqRange> sent = client.nextAsync("", "x", 1);
    Await.until("the request is there", () -> node.batches.size() == 2);

    client.close();

    assertThatThrownBy(sent::join).hasCauseInstanceOf(SeqOutcomeUnknownException.class);
    assertThatThrownBy(() -> client.next("x")).isInstanceOf(SeqClientClosedException.class);
    assertThat(client.nextAsync("", "x", 1)).isCompletedExceptionally();
    client.close();
  }

  @Test
  void aStageThatBlocksOnTheClientDoesNotBlockTheClient() {
    CompletableFuture<Long> nested =
        client.nextAsync("", "x", 1).thenApply(range -> client.next("x") + client.next("y"));

    assertThat(nested.join()).isEqualTo(2 + 1);
  }
}
