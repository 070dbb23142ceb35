package io.seqsvr.alloc.grpc;

import static io.seqsvr.alloc.grpc.Member.conversation;
import static io.seqsvr.alloc.grpc.Member.halves;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.StatusRuntimeException;
import io.seqsvr.api.alloc.v1.NextBatchReply;
import io.seqsvr.api.alloc.v1.NextBatchRequest;
import io.seqsvr.api.alloc.v1.NextEntry;
import io.seqsvr.api.alloc.v1.NextRequest;
import io.seqsvr.api.alloc.v1.SeqAllocatorGrpc.SeqAllocatorBlockingStub;
import io.seqsvr.api.grpc.StatusMapping;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hunts tables that come with every answer, and those that do not come when they are needed. */
class RoutesOnceTest {
  private Member a;
  private Member b;

  @BeforeEach
  void start() throws Exception {
    a = new Member("a", section -> section < 4);
    b = new Member("b", section -> section >= 4);
    a.setTable(halves(5, a.identity, b.identity));
  }

  @AfterEach
  void stop() {
    a.close();
    b.close();
  }

  private static boolean comesWithAReply(SeqAllocatorBlockingStub client, long version) {
    return client
        .next(
            NextRequest.newBuilder()
                .setConversation(conversation(0, 0))
                .setRouteVersion(version)
                .build())
        .hasRoutes();
  }

  private static boolean comesWithARefusal(SeqAllocatorBlockingStub client, long version) {
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                client.next(
                    NextRequest.newBuilder()
                        .setConversation(conversation(1, 0))
                        .setRouteVersion(version)
                        .build()));
    return StatusMapping.fromThrowable(refused).orElseThrow().routes() != null;
  }

  private static NextBatchReply batch(SeqAllocatorBlockingStub client, long version) {
    return client.nextBatch(
        NextBatchRequest.newBuilder()
            .addEntries(NextEntry.newBuilder().setConversation(conversation(0, 0)))
            .addEntries(NextEntry.newBuilder().setConversation(conversation(1, 0)))
            .setRouteVersion(version)
            .build());
  }

  @Test
  void aReplyBringsAVersionOnceForEachConnection() {
    SeqAllocatorBlockingStub client = a.connect();
    assertThat(comesWithAReply(client, 5)).isFalse();
    assertThat(comesWithAReply(client, 4)).isTrue();
    assertThat(comesWithAReply(client, 4)).isFalse();

    assertThat(comesWithAReply(a.connect(), 4)).isTrue();

    a.setTable(halves(6, a.identity, b.identity));
    assertThat(comesWithAReply(client, 4)).isTrue();
    assertThat(comesWithAReply(client, 4)).isFalse();
  }

  @Test
  void aRefusalForTheRouteBringsItAgainButNotForEachOfMany() {
    SeqAllocatorBlockingStub client = a.connect();
    assertThat(comesWithARefusal(client, 4)).isTrue();
    assertThat(comesWithARefusal(client, 4)).isFalse();
    assertThat(comesWithAReply(client, 4)).isFalse();

    a.nanos.addAndGet(Duration.ofMillis(20).toNanos());
    assertThat(comesWithARefusal(client, 4)).isTrue();
    assertThat(comesWithARefusal(client, 4)).isFalse();

    a.setTable(halves(6, a.identity, b.identity));
    assertThat(comesWithARefusal(client, 4)).isTrue();
  }

  @Test
  void aRefusedEntryBringsItEvenIfAReplyHas() {
    SeqAllocatorBlockingStub client = a.connect();
    assertThat(comesWithAReply(client, 4)).isTrue();

    assertThat(batch(client, 4).hasRoutes()).isTrue();
    assertThat(batch(client, 4).hasRoutes()).isFalse();
  }

  @Test
  void whoHasTheTableIsNotSentItAgain() {
    SeqAllocatorBlockingStub client = a.connect();

    assertThat(comesWithARefusal(client, 5)).isFalse();
    assertThat(comesWithARefusal(client, 6)).isFalse();
    assertThat(batch(client, 5).hasRoutes()).isFalse();
  }
}
