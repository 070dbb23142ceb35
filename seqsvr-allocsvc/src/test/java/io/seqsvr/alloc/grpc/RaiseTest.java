package io.seqsvr.alloc.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.seqsvr.alloc.core.NodeFixture;
import io.seqsvr.api.alloc.v1.GetRoutesRequest;
import io.seqsvr.api.alloc.v1.NextRequest;
import io.seqsvr.api.alloc.v1.RaiseReply;
import io.seqsvr.api.alloc.v1.RaiseRequest;
import io.seqsvr.api.alloc.v1.RoutingTable;
import io.seqsvr.api.alloc.v1.SeqAllocatorGrpc;
import io.seqsvr.api.alloc.v1.SeqAllocatorGrpc.SeqAllocatorBlockingStub;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.grpc.StatusMapping;
import io.seqsvr.api.time.MonotonicClock;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A raise as a client meets it: whether the answer comes at once, from the store, or never. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RaiseTest {
  private NodeFixture fixture;
  private Server server;
  private ManagedChannel channel;
  private SeqAllocatorBlockingStub stub;

  @BeforeEach
  void start() throws Exception {
    fixture = new NodeFixture();
    String name = InProcessServerBuilder.generateName();
    server =
        InProcessServerBuilder.forName(name)
            .addService(
                new SeqAllocatorService(
                    fixture.servingNode("a"),
                    fixture.settings,
                    Forwards.toNobody(),
                    MonotonicClock.system()))
            .build()
            .start();
    channel = InProcessChannelBuilder.forName(name).build();
    stub = SeqAllocatorGrpc.newBlockingStub(channel);
  }

  @AfterEach
  void stop() throws Exception {
    channel.shutdownNow();
    server.shutdownNow();
    fixture.close();
  }

  private static RaiseRequest.Builder to(long atLeast) {
    return RaiseRequest.newBuilder().setConversation("c").setAtLeast(atLeast);
  }

  private long next() {
    return stub.next(NextRequest.newBuilder().setConversation("c").build()).getFirst();
  }

  private RoutingTable table() {
    return stub.getRoutes(GetRoutesRequest.getDefaultInstance()).getRoutes();
  }

  @Test
  void theNextSeqIsLargerWhetherTheStoreMustBeAskedOrNot() {
    assertThat(stub.raise(to(NodeFixture.STEP / 4).build()))
        .isEqualTo(RaiseReply.newBuilder().setSeq(NodeFixture.STEP / 4).build());
    assertThat(next()).isEqualTo(NodeFixture.STEP / 4 + 1);

    assertThat(stub.raise(to(99_999).build()).getSeq()).isEqualTo(99_999);
    assertThat(next()).isEqualTo(100_000);

    assertThat(stub.raise(to(1L << 62).build()).getSeq()).isEqualTo(1L << 62);
    assertThat(next()).isEqualTo((1L << 62) + 1);
    assertThat(fixture.observer.raised.sum()).isEqualTo(3);
  }

  @Test
  void nothingIsLowered() {
    stub.raise(to(99_999).build());

    assertThat(stub.raise(to(1).build()).getSeq()).isEqualTo(99_999);
    assertThat(next()).isEqualTo(100_000);
  }

  static Stream<Arguments> badRequests() {
    return Stream.of(
        Arguments.of(to(1).setConversation(""), "conversation"),
        Arguments.of(to(1).setConversation("x".repeat(257)), "conversation"),
        Arguments.of(to(1).setNamespace("Bad"), "namespace"),
        Arguments.of(to(0), "at_least"),
        Arguments.of(RaiseRequest.newBuilder().setConversation("absent"), "at_least"),
        Arguments.of(to(-1), "at_least"),
        Arguments.of(to((1L << 62) + 1), "at_least"),
        Arguments.of(to(Long.MAX_VALUE), "at_least"));
  }

  @ParameterizedTest
  @MethodSource("badRequests")
  void badInputIsRefusedWithFieldAndLimitAndRaisesNothing(
      RaiseRequest.Builder request, String field) {
    assertThatThrownBy(() -> stub.raise(request.build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
              assertThat(StatusMapping.fromThrowable(e).orElseThrow().refusal().metadata())
                  .containsEntry("field", field)
                  .containsKey("limit");
            });
    assertThat(next()).isEqualTo(1);
  }

  @Test
  void aStoreWithoutAnAnswerIsARefusalWithTheTableForThoseWhoHaveAnOlderOne() {
    long version = table().getVersion();
    fixture.setStoreDown(true);

    assertStoreUnavailable(to(99_999).build(), false);
    assertStoreUnavailable(to(99_999).setRouteVersion(version).build(), false);
    assertStoreUnavailable(to(99_999).setRouteVersion(-version).build(), true);

    fixture.setStoreDown(false);
    assertThat(stub.raise(to(99_999).build()).getSeq()).isEqualTo(99_999);
  }

  private void assertStoreUnavailable(RaiseRequest request, boolean withRoutes) {
    assertThatThrownBy(() -> stub.raise(request))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
              StatusMapping.RemoteRefusal refusal = StatusMapping.fromThrowable(e).orElseThrow();
              assertThat(refusal.refusal().reason()).isEqualTo(ErrorReason.STORE_UNAVAILABLE);
              assertThat(refusal.routes() != null).isEqualTo(withRoutes);
            });
  }

  @Test
  void aTableThatIsNewerComesWithTheAnswer() {
    RoutingTable table = table();
    // Any version but 0 and this one is older: versions begin at 1.
    long older = -table.getVersion();

    assertThat(stub.raise(to(9).build()).hasRoutes()).isFalse();
    assertThat(stub.raise(to(9).setRouteVersion(table.getVersion()).build()).hasRoutes()).isFalse();
    assertThat(stub.raise(to(9).setRouteVersion(older).build()).getRoutes()).isEqualTo(table);
    assertThat(stub.raise(to(99_999).setRouteVersion(older).build()).getRoutes()).isEqualTo(table);
  }
}
