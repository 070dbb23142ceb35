package io.seqsvr.message.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.seqsvr.api.grpc.StatusMapping;
import io.seqsvr.message.v1.Ack;
import io.seqsvr.message.v1.ClientFrame;
import io.seqsvr.message.v1.ClientHeartbeat;
import io.seqsvr.message.v1.Content;
import io.seqsvr.message.v1.CreateConversationRequest;
import io.seqsvr.message.v1.GoAwayCode;
import io.seqsvr.message.v1.Group;
import io.seqsvr.message.v1.Hello;
import io.seqsvr.message.v1.MessageServiceGrpc;
import io.seqsvr.message.v1.PullFrame;
import io.seqsvr.message.v1.Range;
import io.seqsvr.message.v1.SendFrame;
import io.seqsvr.message.v1.ServerFrame;
import io.seqsvr.message.v1.ServerFrame.FrameCase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stream of a device: frames there and back, and frames that are none. */
class ConnectTest {
  private static GrpcFixture server;

  @BeforeAll
  static void start() throws Exception {
    server = new GrpcFixture();
    var unused =
        server.stub.createConversation(
            CreateConversationRequest.newBuilder()
                .setGroup(Group.newBuilder().setConversation("g").addMembers("u"))
                .build());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static ClientFrame hello(String device) {
    return ClientFrame.newBuilder()
        .setHello(Hello.newBuilder().setUser("u").setDevice(device))
        .build();
  }

  private static ClientFrame send(long clientSeq, int bytes) {
    return ClientFrame.newBuilder()
        .setSend(
            SendFrame.newBuilder()
                .setClientSeq(clientSeq)
                .setConversation("g")
                .setContent(
                    Content.newBuilder()
                        .setClientMsgId("m" + clientSeq)
                        .setBody(ByteString.copyFrom(new byte[bytes]))))
        .build();
  }

  @Test
  void aDeviceIsWelcomedSendsAndIsPushed() throws Exception {
    Stream device = new Stream();
    device.say(hello("d1"));
    assertThat(device.next(FrameCase.WELCOME).getWelcome().getWindowMessages()).isEqualTo(256);
    device.say(send(1, 3));
    ServerFrame receipt = device.next(FrameCase.RECEIPT);
    assertThat(receipt.getReceipt().getAccepted().getSeq()).isPositive();
    ServerFrame push = device.next(FrameCase.PUSH);
    assertThat(push.getPush().getMessages(0).getContent().getClientMsgId()).isEqualTo("m1");
    device.say(send(1, 3));
    assertThat(device.next(FrameCase.RECEIPT).getReceipt().getAccepted().getDuplicate()).isTrue();
    device.say(send(3, 3));
    assertThat(device.next(FrameCase.RECEIPT).getReceipt().getRejected().getMetadataMap())
        .containsEntry("expected", "2");
    device.say(send(2, 65_537));
    ServerFrame tooLarge = device.next(FrameCase.RECEIPT);
    assertThat(tooLarge.getReceipt().getRejected().getReason()).isEqualTo("INVALID_ARGUMENT");
    assertThat(tooLarge.getReceipt().getRejected().getMetadataMap())
        .containsEntry("field", "content.body");
    device.uplink.onCompleted();
    assertThat(device.end()).isEqualTo(Status.Code.OK);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1_001, -1})
  void aPageSizeOutOfRangeIsAnsweredInAFrame(int limit) throws Exception {
    Stream device = new Stream();
    device.say(hello("pages" + limit));
    device.say(
        ClientFrame.newBuilder()
            .setPull(
                PullFrame.newBuilder()
                    .setRequestId(7)
                    .setConversation("g")
                    .setRange(Range.newBuilder().setLimit(limit)))
            .build());
    ServerFrame page = device.next(FrameCase.PAGE);
    assertThat(page.getPage().getRequestId()).isEqualTo(7);
    assertThat(page.getPage().getError().getReason()).isEqualTo("INVALID_ARGUMENT");
    assertThat(page.getPage().getError().getMetadataMap())
        .containsEntry("field", "range.limit")
        .containsEntry("limit", "1..1000");
    device.uplink.onCompleted();
  }

  @Test
  void framesThatBreakTheProtocolEndTheStreamWithATypedError() throws Exception {
    ClientFrame ack =
        ClientFrame.newBuilder()
            .setAck(Ack.newBuilder().setConversation("g").setSeq(1_000))
            .build();
    assertInvalid("frame", ClientFrame.getDefaultInstance());
    assertInvalid(
        "frame",
        ClientFrame.newBuilder().setHeartbeat(ClientHeartbeat.getDefaultInstance()).build());
    assertInvalid("frame", hello("twice"), hello("twice"));
    assertInvalid("hello.device", hello("d".repeat(65)));
    assertInvalid("hello.device", hello(""));
    assertInvalid("ack.seq", hello("acks"), ack);
  }

  private static void assertInvalid(String field, ClientFrame... frames) throws Exception {
    Stream device = new Stream();
    for (ClientFrame frame : frames) {
      device.say(frame);
    }
    ServerFrame last = device.next(FrameCase.GOAWAY);
    assertThat(last.getGoaway().getCode()).isEqualTo(GoAwayCode.GO_AWAY_INVALID);
    assertThat(last.getGoaway().getError().getReason()).isEqualTo("INVALID_ARGUMENT");
    assertThat(last.getGoaway().getError().getMetadataMap()).containsEntry("field", field);
    assertThat(device.end()).isEqualTo(Status.Code.OK);
  }

  @Test
  void bytesThatAreNoFrameEndTheStreamAsAnInvalidArgument() throws Exception {
    byte[] garbage = {(byte) 0xff, (byte) 0xff, (byte) 0xff};
    byte[] invalidUtf8 = {0x0a, 0x04, 0x0a, 0x02, (byte) 0xc3, 0x28};
    for (byte[] bytes : new byte[][] {garbage, invalidUtf8}) {
      int before = server.delivery.sessions();
      RawStream device = new RawStream();
      device.uplink.onNext(hello("raw").toByteArray());
      assertThat(device.frames.poll(10, TimeUnit.SECONDS)).isNotNull();
      device.uplink.onNext(bytes);
      Throwable failure = device.failure.get(10, TimeUnit.SECONDS);
      assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(StatusMapping.fromThrowable(failure).orElseThrow().refusal().metadata())
          .containsEntry("field", "request");
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (server.delivery.sessions() > before && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertThat(server.delivery.sessions()).isLessThanOrEqualTo(before);
    }
  }

  /** A device's side of a stream. */
  private static final class Stream implements StreamObserver<ServerFrame> {
    final BlockingQueue<ServerFrame> frames = new LinkedBlockingQueue<>();
    final CompletableFuture<Status.Code> ended = new CompletableFuture<>();
    final StreamObserver<ClientFrame> uplink =
        MessageServiceGrpc.newStub(server.channel).connect(this);

    void say(ClientFrame frame) {
      uplink.onNext(frame);
    }

    /** The next frame of a kind; those of other kinds are passed over. */
    ServerFrame next(FrameCase kind) throws InterruptedException {
      while (true) {
        ServerFrame frame = frames.poll(10, TimeUnit.SECONDS);
        assertThat(frame).as("a frame of kind " + kind).isNotNull();
        if (frame.getFrameCase() == kind) {
          return frame;
        }
      }
    }

    Status.Code end() throws Exception {
      return ended.get(10, TimeUnit.SECONDS);
    }

    @Override
    public void onNext(ServerFrame frame) {
      frames.add(frame);
    }

    @Override
    public void onError(Throwable failure) {
      ended.complete(Status.fromThrowable(failure).getCode());
    }

    @Override
    public void onCompleted() {
      ended.complete(Status.Code.OK);
    }
  }

  /** A device that sends bytes as they are. */
  private static final class RawStream implements StreamObserver<byte[]> {
    final BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();
    final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    final StreamObserver<byte[]> uplink =
        ClientCalls.asyncBidiStreamingCall(
            server.channel.newCall(
                MethodDescriptor.<byte[], byte[]>newBuilder()
                    .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                    .setFullMethodName(MessageServiceGrpc.getConnectMethod().getFullMethodName())
                    .setRequestMarshaller(new Bytes())
                    .setResponseMarshaller(new Bytes())
                    .build(),
                CallOptions.DEFAULT),
            this);

    @Override
    public void onNext(byte[] frame) {
      frames.add(frame);
    }

    @Override
    public void onError(Throwable failed) {
      failure.complete(failed);
    }

    @Override
    public void onCompleted() {
      failure.completeExceptionally(new AssertionError("ended well"));
    }
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
