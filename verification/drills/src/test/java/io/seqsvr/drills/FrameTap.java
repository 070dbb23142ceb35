package io.seqsvr.drills;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.seqsvr.message.v1.ClientFrame;
import io.seqsvr.message.v1.ServerFrame;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A hand on the wire of a device: decides about each frame of its connections. The rules are called
 * by one thread at a time for each direction of a connection. Thread-safe if its rules are.
 */
final class FrameTap implements ClientInterceptor {
  /** What becomes of a frame. */
  enum Fate {
    PASS,

    /** It is gone, and nobody is told. */
    LOSE,

    /** It is gone, and the connection with it. */
    CUT
  }

  private final Function<ClientFrame, Fate> up;
  private final Function<ServerFrame, Fate> down;

  /**
   * Rules for both directions.
   *
   * @param up for frames of the device
   * @param down for frames of the service
   */
  FrameTap(Function<ClientFrame, Fate> up, Function<ServerFrame, Fate> down) {
    this.up = up;
    this.down = down;
  }

  /** Changes nothing in the upward direction. */
  static FrameTap down(Function<ServerFrame, Fate> down) {
    return new FrameTap(frame -> Fate.PASS, down);
  }

  /** Loses every n-th frame of those that a condition is true of, and counts the lost ones. */
  static <T> Function<T, Fate> loseEvery(int n, Predicate<T> which, AtomicLong lost) {
    AtomicLong seen = new AtomicLong();
    return frame -> {
      if (which.test(frame) && seen.incrementAndGet() % n == 0) {
        lost.incrementAndGet();
        return Fate.LOSE;
      }
      return Fate.PASS;
    };
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    ClientCall<Q, A> call = next.newCall(method, options);
    return method.getType() == MethodDescriptor.MethodType.BIDI_STREAMING
        ? new Tapped<>(call)
        : call;
  }

  private final class Tapped<Q, A> extends SimpleForwardingClientCall<Q, A> {
    private volatile boolean cut;

    Tapped(ClientCall<Q, A> call) {
      super(call);
    }

    @Override
    public void start(ClientCall.Listener<A> listener, Metadata headers) {
      super.start(
          new SimpleForwardingClientCallListener<A>(listener) {
            @Override
            public void onMessage(A message) {
              switch (cut ? Fate.CUT : down.apply((ServerFrame) message)) {
                case PASS -> super.onMessage(message);
                case LOSE -> request(1);
                case CUT -> cut();
              }
            }

            @Override
            public void onClose(Status status, Metadata trailers) {
              // As the SDK would see it, had the network done it.
              super.onClose(cut ? Status.UNAVAILABLE.withDescription("cut") : status, trailers);
            }
          },
          headers);
    }

    /** A wire that was cut takes whatever is sent, and nobody gets it. */
    @Override
    public synchronized void sendMessage(Q message) {
      switch (cut ? Fate.LOSE : up.apply((ClientFrame) message)) {
        case PASS -> super.sendMessage(message);
        case LOSE -> {}
        case CUT -> cut();
      }
    }

    private synchronized void cut() {
      cut = true;
      cancel("cut", null);
    }
  }
}
