package io.seqsvr.message.server.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.seqsvr.message.server.core.MessageLog;
import io.seqsvr.message.server.delivery.Delivery;
import io.seqsvr.message.server.delivery.DeviceSession;
import io.seqsvr.message.server.delivery.Downlink;
import io.seqsvr.message.server.delivery.FrameSink;
import io.seqsvr.message.v1.ClientFrame;
import io.seqsvr.message.v1.ServerFrame;

/**
 * One connection: a frame is asked for when the session has taken the one before. The session alone
 * writes to the stream.
 */
final class ConnectStream implements StreamObserver<ClientFrame> {
  private final ServerCallStreamObserver<ServerFrame> downlink;
  private final DeviceSession session;

  private ConnectStream(ServerCallStreamObserver<ServerFrame> downlink, DeviceSession session) {
    this.downlink = downlink;
    this.session = session;
  }

  static StreamObserver<ClientFrame> open(
      Delivery delivery, MessageLog log, ServerCallStreamObserver<ServerFrame> downlink) {
    downlink.disableAutoRequest();
    DeviceSession session = delivery.connect(log, new Sink(downlink));
    downlink.setOnReadyHandler(session::onReady);
    downlink.setOnCancelHandler(session::onGone);
    downlink.request(1);
    return new ConnectStream(downlink, session);
  }

  @Override
  public void onNext(ClientFrame frame) {
    session.onFrame(UplinkFrames.of(frame), () -> downlink.request(1));
  }

  @Override
  public void onError(Throwable broken) {
    session.onGone();
  }

  @Override
  public void onCompleted() {
    session.onGone();
  }

  private record Sink(ServerCallStreamObserver<ServerFrame> downlink) implements FrameSink {
    @Override
    public boolean isReady() {
      return downlink.isReady();
    }

    @Override
    public void send(Downlink frame) {
      downlink.onNext(DownlinkFrames.of(frame));
    }

    @Override
    public void end() {
      downlink.onCompleted();
    }
  }
}
