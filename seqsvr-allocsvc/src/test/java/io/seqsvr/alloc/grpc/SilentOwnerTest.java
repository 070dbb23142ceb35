package io.seqsvr.alloc.grpc;

import static io.seqsvr.alloc.grpc.Member.conversation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.seqsvr.alloc.core.PartAllocator;
import io.seqsvr.alloc.grpc.ForwardObserver.Outcome;
import io.seqsvr.api.alloc.v1.NextBatchReply;
import io.seqsvr.api.alloc.v1.NextBatchRequest;
import io.seqsvr.api.alloc.v1.NextEntry;
import io.seqsvr.api.alloc.v1.NextReply;
import io.seqsvr.api.alloc.v1.NextRequest;
import io.seqsvr.api.alloc.v1.SeqAllocatorGrpc;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.StatusMapping;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.RandomId;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An owner that takes calls and does not answer them: how long, how many, and what is said then.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SilentOwnerTest {
  private static final int MAX_IN_FLIGHT = 2;

  /** A call that waits for its answer. */
  private record Held(Context context, StreamObserver<?> observer) {}

  private final BlockingQueue<Held> held = new LinkedBlockingQueue<>();
  private final NodeIdentity owner = new NodeIdentity("b", RandomId.next(), RandomId.next() + ":1");
  private final NextRequest request =
      NextRequest.newBuilder().setConversation(conversation(1, 0)).build();
  private Member a;
  private Server silent;

  @BeforeEach
  void start() throws Exception {
    silent =
        InProcessServerBuilder.forName(owner.address())
            .directExecutor()
            .addService(
                new SeqAllocatorGrpc.SeqAllocatorImplBase() {
                  @Override
                  public void next(NextRequest asked, StreamObserver<NextReply> observer) {
                    held.add(new Held(Context.current(), observer));
                  }

                  @Override
                  public void nextBatch(
                      NextBatchRequest asked, StreamObserver<NextBatchReply> observer) {
                    held.add(new Held(Context.current(), observer));
                  }
                })
            .build()
            .start();
    a = new Member("a", section -> section < PartAllocator.SECTIONS / 2, MAX_IN_FLIGHT);
    a.setTable(Member.halves(1, a.identity, owner));
  }

  @AfterEach
  void stop() {
    a.close();
    silent.shutdownNow();
  }

  private Future<NextReply> call() {
    return SeqAllocatorGrpc.newFutureStub(a.channel()).next(request);
  }

  @Test
  void theCallersDeadlineGoesAlong() throws Exception {
    Future<NextReply> unused =
        SeqAllocatorGrpc.newFutureStub(a.channel())
            .withDeadlineAfter(40, TimeUnit.SECONDS)
            .next(request);

    Deadline deadline = held.take().context().getDeadline();
    assertThat(deadline).isNotNull();
    assertThat(deadline.timeRemaining(TimeUnit.SECONDS)).isBetween(20L, 40L);
  }

  @Test
  void aCallerWithoutADeadlineGetsTwoSeconds() throws Exception {
    Future<NextReply> unused = call();

    Deadline deadline = held.take().context().getDeadline();
    assertThat(deadline).isNotNull();
    assertThat(deadline.timeRemaining(TimeUnit.MILLISECONDS)).isLessThanOrEqualTo(2_000);
  }

  @Test
  void whoLeavesTakesTheForwardedCallAlong() throws Exception {
    Future<NextReply> left = call();
    Held forwarded = held.take();

    left.cancel(true);

    await().until(() -> forwarded.context().isCancelled());
    await().until(() -> a.forwarder.inFlight() == 0);
  }

  @Test
  void callsUnderWayAreBounded() throws Exception {
    for (int i = 0; i < MAX_IN_FLIGHT; i++) {
      Future<NextReply> unused = call();
      held.take();
    }

    assertThatThrownBy(() -> a.connect().next(request))
        .satisfies(
            e -> {
              SeqsvrException refusal = StatusMapping.fromThrowable(e).orElseThrow().refusal();
              assertThat(refusal.reason()).isEqualTo(ErrorReason.OVERLOADED);
              assertThat(refusal.retryAfter()).isPresent();
            });
    assertThat(held).isEmpty();
    assertThat(a.forwards.outcomes()).containsExactly(Outcome.OVERLOADED);
  }

  @Test
  void anEndedCallMakesRoom() throws Exception {
    for (int i = 0; i < 2 * MAX_IN_FLIGHT; i++) {
      Future<NextReply> answered = call();
      held.take().observer().onError(Status.INTERNAL.asRuntimeException());
      assertThatThrownBy(answered::get).hasMessageContaining("INTERNAL");
    }
    assertThat(a.forwarder.inFlight()).isZero();
  }

  @Test
  void noAnswerStaysNoAnswer() throws Exception {
    Future<NextReply> call = call();

    held.take().observer().onError(Status.UNAVAILABLE.asRuntimeException());

    assertThatThrownBy(call::get)
        .satisfies(
            e -> {
              assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
              assertThat(e.getCause())
                  .isNotNull()
                  .satisfies(c -> assertThat(StatusMapping.fromThrowable(c)).isEmpty());
            });
    assertThat(a.forwards.outcomes()).containsExactly(Outcome.UNANSWERED);
  }

  @Test
  void anEntryWithoutAnAnswerClaimsNothing() throws Exception {
    Future<NextBatchReply> call =
        SeqAllocatorGrpc.newFutureStub(a.channel())
            .nextBatch(
                NextBatchRequest.newBuilder()
                    .addEntries(NextEntry.newBuilder().setConversation(conversation(0, 0)))
                    .addEntries(NextEntry.newBuilder().setConversation(conversation(1, 0)))
                    .build());

    held.take().observer().onError(Status.UNAVAILABLE.asRuntimeException());

    assertThat(call.get().getResults(0).getBlock().getFirst()).isEqualTo(1);
    assertThat(call.get().getResults(1).getError().getReason()).isEmpty();
    assertThat(call.get().getResults(1).getError().getMessage())
        .contains("may have had its effect");
  }
}
