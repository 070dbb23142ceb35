package io.seqsvr.cli.demo.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.seqsvr.message.v1.Ack;
import io.seqsvr.message.v1.ClientFrame;
import io.seqsvr.message.v1.ClientHeartbeat;
import io.seqsvr.message.v1.MessageServiceGrpc;
import io.seqsvr.message.v1.Push;
import io.seqsvr.message.v1.ReceiptFrame;
import io.seqsvr.message.v1.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Hunts faults that do not happen, and ones that stop more than they should. */
final class FrameFaultsTest {
  private final FrameFaults faults = new FrameFaults();
  private final FakeCall<Object, Object> network = new FakeCall<>();
  private final Receiver receiver = new Receiver();

  @Test
  void everyThirdAcknowledgementIsLostAndNothingElse() {
    ClientCall<ClientFrame, ServerFrame> call = connect();
    for (int i = 1; i <= 7; i++) {
      call.sendMessage(ack(i));
      call.sendMessage(heartbeat());
    }

    assertThat(network.sent.stream().filter(frame -> ((ClientFrame) frame).hasAck()))
        .containsExactly(ack(1), ack(2), ack(4), ack(5), ack(7));
    assertThat(network.sent).hasSize(12);
    assertThat(faults.counts()).isEqualTo(new LinkFaults(2, 0, 0));
  }

  @Test
  void everyThirdReceiptIsLostAndTheNextFrameIsAskedFor() {
    connect();
    for (int i = 1; i <= 4; i++) {
      network.arrives(receipt(i));
      network.arrives(push());
    }

    assertThat(receiver.frames)
        .containsExactly(receipt(1), push(), receipt(2), push(), push(), receipt(4), push());
    assertThat(network.requested).isEqualTo(1);
    assertThat(faults.counts()).isEqualTo(new LinkFaults(0, 1, 0));
  }

  @Test
  void cutLooksLikeALostConnection() {
    connect();

    assertThat(faults.cut("u9")).as("somebody else").isFalse();
    assertThat(faults.cut("u1")).isTrue();

    assertThat(network.cancelled).isTrue();
    assertThat(Objects.requireNonNull(receiver.closed).getCode())
        .isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(faults.cut("u1")).as("it is gone").isFalse();
    assertThat(faults.counts()).isEqualTo(new LinkFaults(0, 0, 1));
  }

  @Test
  void endThatIsNoCutIsHandedOn() {
    connect();

    network.ends(Status.RESOURCE_EXHAUSTED);

    assertThat(receiver.closed).isEqualTo(Status.RESOURCE_EXHAUSTED);
    assertThat(faults.cut("u1")).isFalse();
  }

  private ClientCall<ClientFrame, ServerFrame> connect() {
    Channel channel =
        new Channel() {
          @Override
          @SuppressWarnings("unchecked") // the one call there is, whatever its frames
          public <Q, R> ClientCall<Q, R> newCall(
              MethodDescriptor<Q, R> method, CallOptions options) {
            return (ClientCall<Q, R>) network;
          }

          @Override
          public String authority() {
            return "test";
          }
        };
    ClientCall<ClientFrame, ServerFrame> call =
        faults
            .between("u1")
            .interceptCall(MessageServiceGrpc.getConnectMethod(), CallOptions.DEFAULT, channel);
    call.start(receiver, new Metadata());
    return call;
  }

  private static ClientFrame ack(long seq) {
    return ClientFrame.newBuilder().setAck(Ack.newBuilder().setSeq(seq)).build();
  }

  private static ClientFrame heartbeat() {
    return ClientFrame.newBuilder().setHeartbeat(ClientHeartbeat.getDefaultInstance()).build();
  }

  private static ServerFrame receipt(long number) {
    return ServerFrame.newBuilder()
        .setReceipt(ReceiptFrame.newBuilder().setClientSeq(number))
        .build();
  }

  private static ServerFrame push() {
    return ServerFrame.newBuilder().setPush(Push.getDefaultInstance()).build();
  }

  private static final class Receiver extends ClientCall.Listener<ServerFrame> {
    private final List<ServerFrame> frames = new ArrayList<>();
    private @Nullable Status closed;

    @Override
    public void onMessage(ServerFrame frame) {
      frames.add(frame);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      closed = status;
    }
  }

  /** A call to nowhere. */
  private static final class FakeCall<Q, R> extends ClientCall<Q, R> {
    private final List<Q> sent = new ArrayList<>();
    private @Nullable Listener<R> listener;
    private int requested;
    private boolean cancelled;

    void arrives(R frame) {
      Objects.requireNonNull(listener).onMessage(frame);
    }

    void ends(Status status) {
      Objects.requireNonNull(listener).onClose(status, new Metadata());
    }

    @Override
    public void start(Listener<R> responses, Metadata headers) {
      listener = responses;
    }

    @Override
    public void request(int frames) {
      requested += frames;
    }

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {
      cancelled = true;
      ends(Status.CANCELLED);
    }

    @Override
    public void halfClose() {}

    @Override
    public void sendMessage(Q frame) {
      sent.add(frame);
    }
  }
}
