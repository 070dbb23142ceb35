package io.seqsvr.alloc.grpc;

import static io.seqsvr.alloc.grpc.Member.conversation;
import static io.seqsvr.alloc.grpc.Member.halves;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.grpc.Status;
import io.seqsvr.alloc.core.Allocator;
import io.seqsvr.alloc.core.PartAllocator;
import io.seqsvr.alloc.grpc.ForwardObserver.Outcome;
import io.seqsvr.alloc.grpc.Member.Received;
import io.seqsvr.api.alloc.v1.CurrentReply;
import io.seqsvr.api.alloc.v1.CurrentRequest;
import io.seqsvr.api.alloc.v1.NextBatchReply;
import io.seqsvr.api.alloc.v1.NextBatchRequest;
import io.seqsvr.api.alloc.v1.NextEntry;
import io.seqsvr.api.alloc.v1.NextReply;
import io.seqsvr.api.alloc.v1.NextRequest;
import io.seqsvr.api.alloc.v1.RaiseRequest;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.StatusMapping;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes, one half of the sections each, and callers who know no routes. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ForwardingTest {
  private final String here = conversation(0, 0);
  private final String there = conversation(1, 0);
  private Member a;
  private Member b;

  @BeforeEach
  void start() throws Exception {
    a = new Member("a", section -> section < 4);
    b = new Member("b", section -> section >= 4);
    a.setTable(halves(3, a.identity, b.identity));
    b.setTable(halves(3, a.identity, b.identity));
  }

  @AfterEach
  void stop() {
    a.close();
    b.close();
  }

  private static NextRequest next(String conversation) {
    return NextRequest.newBuilder().setConversation(conversation).build();
  }

  private static NextEntry entry(String conversation) {
    return NextEntry.newBuilder().setConversation(conversation).build();
  }

  private static SeqsvrException refusal(Throwable failure) {
    return StatusMapping.fromThrowable(failure).orElseThrow().refusal();
  }

  @Test
  void eachKindOfCallIsAnsweredByTheOwner() {
    assertThat(a.connect().next(next(there)))
        .isEqualTo(NextReply.newBuilder().setFirst(1).setCount(1).build());
    assertThat(
            a.connect()
                .raise(RaiseRequest.newBuilder().setConversation(there).setAtLeast(7).build())
                .getSeq())
        .isEqualTo(7);
    assertThat(a.connect().current(CurrentRequest.newBuilder().setConversation(there).build()))
        .isEqualTo(CurrentReply.newBuilder().setSeq(7).setExact(true).build());

    assertThat(b.received).extracting(Received::method).containsExactly("Next", "Raise", "Current");
    assertThat(b.received).extracting(Received::forwarded).containsOnly("1");
    assertThat(a.forwards.outcomes()).hasSize(3).containsOnly(Outcome.ANSWERED);
    assertThat(a.channels.size()).isEqualTo(1);
  }

  @Test
  void whatIsServedHereStaysHere() {
    assertThat(a.connect().next(next(here)).getFirst()).isEqualTo(1);

    assertThat(b.received).isEmpty();
    assertThat(a.channels.size()).isZero();
  }

  @Test
  void aCallerWhoKnowsRoutesIsToldNewerOnesAndNeverPassedOn() {
    assertThatThrownBy(() -> a.connect().next(next(there).toBuilder().setRouteVersion(2).build()))
        .satisfies(
            e -> {
              assertThat(refusal(e).reason()).isEqualTo(ErrorReason.NOT_OWNER);
              assertThat(refusal(e).retryAfter()).isPresent();
              assertThat(StatusMapping.fromThrowable(e).orElseThrow().routes()).isNotNull();
            });
    assertThat(b.received).isEmpty();
  }

  @Test
  void thereIsNoSecondHop() {
    // The tables contradict each other: a call would go to and fro for ever.
    a.setTable(halves(3, b.identity, b.identity));
    b.setTable(halves(2, a.identity, a.identity));
    a.setAllocator(new PartAllocator(section -> false).allocator);

    assertThatThrownBy(() -> a.connect().next(next(here)))
        .satisfies(
            e -> {
              assertThat(refusal(e).reason()).isEqualTo(ErrorReason.NOT_OWNER);
              assertThat(refusal(e).retryAfter()).isPresent();
            });
    assertThat(a.received).hasSize(1);
    assertThat(b.received).hasSize(1);
    assertThat(a.forwards.outcomes()).containsExactly(Outcome.REFUSED);
    assertThat(b.forwards.outcomes()).isEmpty();
  }

  @Test
  void aNodeWithoutAnOwnerToPassOnToRefusesByItself() {
    a.setTable(halves(4, a.identity, a.identity));

    assertThatThrownBy(() -> a.connect().next(next(there)))
        .satisfies(e -> assertThat(refusal(e).reason()).isEqualTo(ErrorReason.NOT_OWNER))
        .satisfies(e -> assertThat(StatusMapping.fromThrowable(e).orElseThrow().routes()).isNull());
    assertThat(a.forwards.outcomes()).isEmpty();
  }

  @Test
  void theOwnersRefusalIsHandedOnUnchanged() {
    Allocator refusing = mock(Allocator.class);
    SeqsvrException quota =
        new SeqsvrException(
            ErrorReason.OVERLOADED,
            "no room",
            Map.of("section", "5", "field", "x"),
            Duration.ofMillis(1_234));
    when(refusing.next(any(String.class), any(String.class), anyLong())).thenThrow(quota);
    b.setAllocator(refusing);

    assertThatThrownBy(() -> a.connect().next(next(there)))
        .satisfies(
            e -> {
              assertThat(Status.fromThrowable(e).getCode())
                  .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
              assertThat(refusal(e)).usingRecursiveComparison().isEqualTo(quota);
            });
    assertThat(a.forwards.outcomes()).containsExactly(Outcome.REFUSED);
  }

  @Test
  void anOwnerThatCannotBeReachedIsARefusalBecauseNothingWasSent() {
    b.kill();

    assertThatThrownBy(() -> a.connect().next(next(there)))
        .satisfies(
            e -> {
              assertThat(refusal(e).reason()).isEqualTo(ErrorReason.SECTION_MOVING);
              assertThat(refusal(e).retryAfter()).isPresent();
            });
  }

  @Test
  void entriesOfABatchGoToTheirOwnersAndComeBackInTheirOrder() {
    NextBatchReply reply =
        a.connect()
            .nextBatch(
                NextBatchRequest.newBuilder()
                    .addEntries(entry(here))
                    .addEntries(entry(there))
                    .addEntries(entry(""))
                    .addEntries(entry(there).toBuilder().setCount(0))
                    .addEntries(entry(here))
                    .addEntries(entry(there))
                    .addEntries(entry(conversation(1, 1)))
                    .build());

    assertThat(reply.getResultsList())
        .extracting(r -> r.hasBlock() ? r.getBlock().getFirst() : r.getError().getReason())
        .containsExactly(1L, 1L, "INVALID_ARGUMENT", "INVALID_ARGUMENT", 2L, 2L, 1L);
    assertThat(b.received).extracting(Received::method).containsExactly("NextBatch");
  }

  @Test
  void aPartOfABatchThatIsRefusedLeavesTheOthersAsTheyAre() {
    b.kill();

    NextBatchReply reply =
        a.connect()
            .nextBatch(
                NextBatchRequest.newBuilder()
                    .addEntries(entry(there))
                    .addEntries(entry(here))
                    .build());

    assertThat(reply.getResults(0).getError().getReason()).isEqualTo("SECTION_MOVING");
    assertThat(reply.getResults(0).getError().getRetryAfterMillis()).isPositive();
    assertThat(reply.getResults(1).getBlock().getFirst()).isEqualTo(1);
  }

  @Test
  void anEntryNeverOvertakesAnEarlierOneOfItsConversation() {
    // As if this node became the owner between the first entry and the second.
    Allocator becoming = mock(Allocator.class);
    Allocator.Batch batch = mock(Allocator.Batch.class);
    when(becoming.batch()).thenReturn(batch);
    when(batch.next(any(String.class), any(String.class), anyLong()))
        .thenThrow(
            SeqsvrException.retryable(ErrorReason.NOT_OWNER, "not yet", Duration.ofMillis(1)))
        .thenReturn(99L);
    a.setAllocator(becoming);

    NextBatchReply reply =
        a.connect()
            .nextBatch(
                NextBatchRequest.newBuilder()
                    .addEntries(entry(there))
                    .addEntries(entry(there))
                    .build());

    assertThat(reply.getResultsList())
        .extracting(r -> r.getBlock().getFirst())
        .containsExactly(1L, 2L);
  }

  @Test
  void theReceiverOfAForwardedBatchRefusesWhatIsNotItsOwn() {
    Member stale = b;
    stale.setTable(halves(2, stale.identity, a.identity));
    a.setTable(halves(3, stale.identity, stale.identity));
    a.setAllocator(new PartAllocator(section -> false).allocator);

    NextBatchReply reply =
        a.connect()
            .nextBatch(
                NextBatchRequest.newBuilder()
                    .addEntries(entry(here))
                    .addEntries(entry(there))
                    .build());

    assertThat(reply.getResults(0).getError().getReason()).isEqualTo("NOT_OWNER");
    assertThat(reply.getResults(0).getError().getRetryAfterMillis()).isPositive();
    assertThat(reply.getResults(1).getBlock().getFirst()).isEqualTo(1);
    assertThat(reply.hasRoutes()).isFalse();
    assertThat(a.received).hasSize(1);
  }
}
