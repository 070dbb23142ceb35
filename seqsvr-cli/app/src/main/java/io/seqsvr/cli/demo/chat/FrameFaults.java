package io.seqsvr.cli.demo.chat;

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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A bad network between devices and service: every third acknowledgement of all devices is lost,
 * and every third receipt on the way to one device in eight; a connection can be cut. Thread-safe.
 *
 * <p>Not of every device: a client keeps the order of a conversation by waiting for each receipt,
 * and for a lost one it waits a second. With all devices the run would be a test of patience, ten
 * times as long.
 */
final class FrameFaults {
  /** One of so many frames is lost. */
  static final int LOST_EVERY = 3;

  /** One of so many devices loses receipts. */
  static final int DEAF_EVERY = 8;

  private final AtomicLong acks = new AtomicLong();
  private final AtomicLong receipts = new AtomicLong();
  private final AtomicLong cuts = new AtomicLong();
  private final Map<String, Integer> numbers = new ConcurrentHashMap<>();
  private final AtomicInteger users = new AtomicInteger();
  private final Map<String, Link<?, ?>> links = new ConcurrentHashMap<>();

  /** The interceptor for the one device of a user. */
  ClientInterceptor between(String user) {
    int number = numbers.computeIfAbsent(user, first -> users.getAndIncrement());
    boolean deaf = number % DEAF_EVERY == 0;
    return new ClientInterceptor() {
      @Override
      public <Q, R> ClientCall<Q, R> interceptCall(
          MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        ClientCall<Q, R> call = next.newCall(method, options);
        boolean connection = method.getType() == MethodDescriptor.MethodType.BIDI_STREAMING;
        return connection ? new Link<>(user, deaf, call) : call;
      }
    };
  }

  /** Breaks the connection of a user's device; false if there is none. */
  boolean cut(String user) {
    Link<?, ?> link = links.get(user);
    if (link == null) {
      return false;
    }
    cuts.incrementAndGet();
    link.cut();
    return true;
  }

  LinkFaults counts() {
    return new LinkFaults(acks.get() / LOST_EVERY, receipts.get() / LOST_EVERY, cuts.get());
  }

  private static boolean isLost(AtomicLong frames) {
    return frames.incrementAndGet() % LOST_EVERY == 0;
  }

  /** One connection. As thread-safe as the call below. */
  private final class Link<Q, R> extends SimpleForwardingClientCall<Q, R> {
    private final String user;
    private final boolean deaf;
    private volatile boolean broken;

    Link(String user, boolean deaf, ClientCall<Q, R> call) {
      super(call);
      this.user = user;
      this.deaf = deaf;
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
        if (receipt && deaf && isLost(receipts)) {
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
