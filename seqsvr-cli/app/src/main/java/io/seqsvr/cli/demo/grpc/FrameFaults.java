package io.seqsvr.cli.demo.grpc;

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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A bad network between devices and service: every third acknowledgement and every third receipt is
 * lost; a connection can be cut. Thread-safe.
 */
public final class FrameFaults {
  /** One of so many frames is lost. */
  public static final int LOST_EVERY = 3;

  private final AtomicLong acks = new AtomicLong();
  private final AtomicLong receipts = new AtomicLong();
  private final AtomicLong cuts = new AtomicLong();
  private final Map<String, Link<?, ?>> links = new ConcurrentHashMap<>();

  /** The interceptor for the one device of a user. */
  public ClientInterceptor between(String user) {
    return new ClientInterceptor() {
      @Override
      public <Q, R> ClientCall<Q, R> interceptCall(
          MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        ClientCall<Q, R> call = next.newCall(method, options);
        boolean connection = method.getType() == MethodDescriptor.MethodType.BIDI_STREAMING;
        return connection ? new Link<>(user, call) : call;
      }
    };
  }

  /** Breaks the connection of a user's device; false if there is none. */
  public boolean cut(String user) {
    Link<?, ?> link = links.get(user);
    if (link == null) {
      return false;
    }
    cuts.incrementAndGet();
    link.cut();
    return true;
  }

  /** What was done so far. */
  public LinkFaults counts() {
    return new LinkFaults(acks.get() / LOST_EVERY, receipts.get() / LOST_EVERY, cuts.get());
  }

  private static boolean isLost(AtomicLong frames) {
    return frames.incrementAndGet() % LOST_EVERY == 0;
  }

  /** One connection. As thread-safe as the call below. */
  private final class Link<Q, R> extends SimpleForwardingClientCall<Q, R> {
    private final String user;
    private volatile boolean broken;

    Link(String user, ClientCall<Q, R> call) {
      super(call);
      this.user = user;
    }

    /** {@code cancel} may be called by any thread. */
    void cut() {
      broken = true;
      delegate().cancel("cut", null);
    }

    @Override
    public void start(Listener<R> listener, Metadata headers) {
      links.put(user, this);
      super.start(new FromService(listener), headers);
    }

    @Override
    public void sendMessage(Q frame) {
      boolean ack = frame instanceof ClientFrame client && client.hasAck();
      if (!ack || !isLost(acks)) {
        super.sendMessage(frame);
      }
    }

    private final class FromService extends SimpleForwardingClientCallListener<R> {
      FromService(Listener<R> listener) {
        super(listener);
      }

      @Override
      public void onMessage(R frame) {
        boolean receipt = frame instanceof ServerFrame server && server.hasReceipt();
        if (receipt && isLost(receipts)) {
          // The receiver asks for the next frame when it gets one, and it does not get this one.
          request(1);
        } else {
          super.onMessage(frame);
        }
      }

      /** To the client a cut looks like a lost connection, not like a cancellation of its own. */
      @Override
      public void onClose(Status status, Metadata trailers) {
        links.remove(user, Link.this);
        super.onClose(
            broken ? Status.UNAVAILABLE.withDescription("connection lost") : status, trailers);
      }
    }
  }
}
