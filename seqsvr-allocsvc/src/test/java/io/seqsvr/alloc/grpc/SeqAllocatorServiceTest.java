package io.seqsvr.alloc.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ClientCalls;
import io.seqsvr.alloc.core.NodeFixture;
import io.seqsvr.api.alloc.v1.CurrentRequest;
import io.seqsvr.api.alloc.v1.GetRoutesRequest;
import io.seqsvr.api.alloc.v1.NextBatchReply;
import io.seqsvr.api.alloc.v1.NextBatchRequest;
import io.seqsvr.api.alloc.v1.NextEntry;
import io.seqsvr.api.alloc.v1.NextReply;
import io.seqsvr.api.alloc.v1.NextRequest;
import io.seqsvr.api.alloc.v1.RoutingTable;
import io.seqsvr.api.alloc.v1.SeqAllocatorGrpc;
import io.seqsvr.api.alloc.v1.SeqAllocatorGrpc.SeqAllocatorBlockingStub;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.StatusMapping;
import io.seqsvr.api.time.MonotonicClock;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The service as a client meets it: good calls, bad input, and bytes that are no request. */
class SeqAllocatorServiceTest {
  private static NodeFixture fixture;
  private static Server server;
  private static ManagedChannel channel;
  private static SeqAllocatorBlockingStub stub;

  @BeforeAll
  static void start() throws Exception {
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

  @AfterAll
  static void stop() throws Exception {
    channel.shutdownNow();
    server.shutdownNow();
    fixture.close();
  }

  private static NextRequest.Builder next(String conversation) {
    return NextRequest.newBuilder().setConversation(conversation);
  }

  @Test
  void anAbsentCountMeansOne() {
    assertThat(stub.next(next("absent").build()))
        .isEqualTo(NextReply.newBuilder().setFirst(1).setCount(1).build());
  }

  @Test
  void idsThatDifferInOneByteAreDifferentConversations() {
    List<String> ids =
        List.of(
            "id",
            "ID",
            "id ",
            " id",
            "id\0",
            "\u00e9",
            "e\u0301",
            "' OR 1=1",
            "../",
            "%00",
            "\ud83d\ude00",
            "i".repeat(256));
    for (String id : ids) {
      assertThat(stub.next(next(id).build()).getFirst()).as(id).isEqualTo(1);
    }
    assertThat(stub.next(next("id").setNamespace("other").build()).getFirst()).isEqualTo(1);
    for (String id : ids) {
      assertThat(stub.next(next(id).build()).getFirst()).as(id).isEqualTo(2);
    }
  }

  static Stream<Arguments> badRequests() {
    return Stream.of(
        Arguments.of(next(""), "conversation"),
        Arguments.of(next("x".repeat(257)), "conversation"),
        Arguments.of(next("x".repeat(60_000)), "conversation"),
        Arguments.of(next("ok").setNamespace("Bad"), "namespace"),
        Arguments.of(next("ok").setNamespace("n".repeat(65)), "namespace"),
        Arguments.of(next("ok").setCount(0), "count"),
        Arguments.of(next("ok").setCount(-1), "count"),
        Arguments.of(next("ok").setCount(501), "count"),
        Arguments.of(next("ok").setCount(1L << 31), "count"),
        Arguments.of(next("ok").setCount(Long.MAX_VALUE), "count"));
  }

  @ParameterizedTest
  @MethodSource("badRequests")
  void badInputIsRefusedWithFieldAndLimitAndConsumesNothing(
      NextRequest.Builder request, String field) {
    long issued = fixture.observer.issued.sum();
    assertThatThrownBy(() -> stub.next(request.build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
              SeqsvrException refusal = StatusMapping.fromThrowable(e).orElseThrow().refusal();
              assertThat(refusal.metadata()).containsEntry("field", field).containsKey("limit");
            });
    assertThat(fixture.observer.issued.sum()).isEqualTo(issued);
  }

  static Stream<byte[]> malformedBytes() {
    byte[] invalidUtf8 = {0x12, 0x02, (byte) 0xc3, 0x28};
    byte[] truncated = {0x12, 0x20, 0x61};
    byte[] garbage = {(byte) 0xff, (byte) 0xff, (byte) 0xff};
    return Stream.of(invalidUtf8, truncated, garbage);
  }

  @ParameterizedTest
  @MethodSource("malformedBytes")
  void malformedBytesAreInvalidArgumentsToo(byte[] bytes) {
    assertThatThrownBy(
            () -> ClientCalls.blockingUnaryCall(channel, raw(), CallOptions.DEFAULT, bytes))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
              assertThat(StatusMapping.fromThrowable(e).orElseThrow().refusal().reason())
                  .isEqualTo(ErrorReason.INVALID_ARGUMENT);
            });
  }

  @Test
  void unknownFieldsAreIgnored() throws Exception {
    ByteString request = next("unknown-fields").build().toByteString();
    byte[] withUnknown =
        request.concat(ByteString.copyFrom(new byte[] {(byte) 0xf8, 0x07, 1})).toByteArray();
    NextReply reply =
        NextReply.parseFrom(
            ClientCalls.blockingUnaryCall(channel, raw(), CallOptions.DEFAULT, withUnknown));
    assertThat(reply.getFirst()).isEqualTo(1);
  }

  @Test
  void eachEntryOfABatchSucceedsOrFailsAlone() {
    NextBatchReply reply =
        stub.nextBatch(
            NextBatchRequest.newBuilder()
                .addEntries(NextEntry.newBuilder().setConversation("b1").setCount(3))
                .addEntries(NextEntry.newBuilder().setConversation("").setCount(3))
                .addEntries(NextEntry.newBuilder().setConversation("b1"))
                .addEntries(NextEntry.newBuilder().setConversation("b2").setCount(0))
                .build());
    assertThat(reply.getResults(0).getBlock().getFirst()).isEqualTo(1);
    assertThat(reply.getResults(1).getError().getReason()).isEqualTo("INVALID_ARGUMENT");
    assertThat(reply.getResults(1).getError().getMetadataMap())
        .containsEntry("field", "conversation");
    assertThat(reply.getResults(2).getBlock().getFirst()).isEqualTo(4);
    assertThat(reply.getResults(3).getError().getMetadataMap()).containsEntry("field", "count");
  }

  @Test
  void batchesAreBounded() {
    assertThatThrownBy(() -> stub.nextBatch(NextBatchRequest.getDefaultInstance()))
        .hasMessageContaining("entries");
    NextBatchRequest.Builder tooMany = NextBatchRequest.newBuilder();
    for (int i = 0; i <= 1_000; i++) {
      tooMany.addEntries(NextEntry.newBuilder().setConversation("x"));
    }
    assertThatThrownBy(() -> stub.nextBatch(tooMany.build())).hasMessageContaining("1..1000");
  }

  @Test
  void currentTellsTheLastSeqAndTakesNone() {
    CurrentRequest request = CurrentRequest.newBuilder().setConversation("current").build();
    assertThat(stub.current(request).getSeq()).isZero();
    stub.next(next("current").setCount(5).build());
    assertThat(stub.current(request).getSeq()).isEqualTo(5);
    assertThat(stub.current(request).getExact()).isTrue();
    assertThat(stub.next(next("current").build()).getFirst()).isEqualTo(6);
  }

  @Test
  void theTableComesOnceWithANewVersion() {
    RoutingTable table = stub.getRoutes(GetRoutesRequest.getDefaultInstance()).getRoutes();
    assertThat(table.getClusterId()).isEqualTo(fixture.cluster.id());
    assertThat(table.getSectionCount()).isEqualTo(8);
    assertThat(table.getNodes(0).getSections(0).getLast()).isEqualTo(7);
    assertThat(
            stub.getRoutes(
                    GetRoutesRequest.newBuilder().setKnownVersion(table.getVersion()).build())
                .hasRoutes())
        .isFalse();
    assertThat(stub.next(next("r").build()).hasRoutes()).isFalse();
    assertThat(stub.next(next("r").setRouteVersion(table.getVersion()).build()).hasRoutes())
        .isFalse();
  }

  private static MethodDescriptor<byte[], byte[]> raw() {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(SeqAllocatorGrpc.getNextMethod().getFullMethodName())
        .setRequestMarshaller(new Bytes())
        .setResponseMarshaller(new Bytes())
        .build();
  }

  /** Bytes as they are. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
