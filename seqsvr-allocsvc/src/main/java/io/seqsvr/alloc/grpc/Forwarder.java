package io.seqsvr.alloc.grpc;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ConnectivityState;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.StatusMapping;
import io.seqsvr.api.key.ConversationKey;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.RoutingTable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Passes calls on to the node that owns their section, one hop and never further: the receiver is
 * told by a header, and refuses what is not its own.
 *
 * <p>The caller's deadline and cancellation go along, by the context of the call; a caller without
 * a deadline gets one of 2 s. What the owner refuses is handed on unchanged. No answer stays no
 * answer: the status of the transport, without an {@code ErrorInfo}, because nobody knows what the
 * owner has done. Only a call that surely never left this process is refused as such.
 *
 * <p>Thread-safe; never blocks. Answers are handed on in the thread that reads them from the
 * connection.
 */
public final class Forwarder {
  /** Calls under way to other nodes, at most: a node that hangs must not take this one along. */
  public static final int MAX_IN_FLIGHT = 10_000;

  private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(2);

  /** A connection without an answer for so long may be dead without anybody having said so. */
  private static final Duration SILENCE = Duration.ofSeconds(1);

  private static final Duration RETRY_AFTER = Duration.ofMillis(50);
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private final Supplier<Optional<RoutingTable>> routes;
  private final Supplier<NodeIdentity> self;
  private final PeerChannels channels;
  private final int maxInFlight;
  private final ForwardObserver observer;
  private final AtomicInteger inFlight = new AtomicInteger();

  /**
   * @param routes the newest table that this node knows
   * @param self this node's present life
   * @param maxInFlight calls under way at most; more are refused, OVERLOADED
   */
  public Forwarder(
      Supplier<Optional<RoutingTable>> routes,
      Supplier<NodeIdentity> self,
      PeerChannels channels,
      int maxInFlight,
      ForwardObserver observer) {
    this.routes = routes;
    this.self = self;
    this.channels = channels;
    this.maxInFlight = maxInFlight;
    this.observer = observer;
  }

  /** Another node, which owns a section by the newest table. */
  record Peer(String address, ManagedChannel channel) {}

  /** Gets the end of a call that was passed on: exactly one of the two, once. */
  interface Answer<R> {
    void replied(R reply);

    /** What to tell the caller: a refusal with its details, or a status without any. */
    void failed(StatusException failure);
  }

  /**
   * The node that a call for a conversation is to be passed on to.
   *
   * @return null if the table names nobody, or this node, which then refuses by itself
   */
  @Nullable Peer ownerOf(String namespace, String conversation) {
    RoutingTable table = routes.get().orElse(null);
    if (table == null) {
      return null;
    }
    channels.follow(table);
    int section =
        ConversationKey.section(
            ConversationKey.hash(namespace, conversation), table.cluster().sectionCount());
    NodeIdentity owner = table.owner(section).orElse(null);
    // By address, too: an earlier life of this node is not to be asked over the network.
    if (owner == null || owner.address().equals(self.get().address())) {
      return null;
    }
    ManagedChannel channel = channels.at(owner.address());
    return channel == null ? null : new Peer(owner.address(), channel);
  }

  /** Passes a call on. The context of the thread is the caller's. */
  <Q, R> void forward(Peer peer, MethodDescriptor<Q, R> method, Q request, Answer<R> answer) {
    if (inFlight.incrementAndGet() > maxInFlight) {
      inFlight.decrementAndGet();
      observer.onForwarded(ForwardObserver.Outcome.OVERLOADED);
      answer.failed(
          StatusMapping.toStatus(
              SeqsvrException.retryable(
                  ErrorReason.OVERLOADED,
                  maxInFlight + " calls to other nodes are under way",
                  RETRY_AFTER)));
      return;
    }
    if (peer.channel().getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
      // The channel's own pauses, of up to two minutes, would keep callers from a node that is
      // back.
      peer.channel().resetConnectBackoff();
    }
    ReachTracer reach = new ReachTracer();
    Deadline deadline = Context.current().getDeadline();
    if (deadline == null) {
      deadline = Deadline.after(DEFAULT_DEADLINE.toNanos(), TimeUnit.NANOSECONDS);
    }
    Metadata headers = new Metadata();
    headers.put(Caller.FORWARDED, "1");
    ClientCall<Q, R> call =
        ClientInterceptors.intercept(
                peer.channel(), MetadataUtils.newAttachHeadersInterceptor(headers))
            .newCall(
                method, CallOptions.DEFAULT.withDeadline(deadline).withStreamTracerFactory(reach));
    boolean patient = deadline.timeRemaining(TimeUnit.NANOSECONDS) >= SILENCE.toNanos();
    ClientCalls.asyncUnaryCall(call, request, new Ending<>(peer, reach, patient, answer));
  }

  /** Calls under way. */
  int inFlight() {
    return inFlight.get();
  }

  /** Confined to the call: gRPC calls it from one thread at a time. */
  private final class Ending<R> implements StreamObserver<R> {
    private final Peer peer;
    private final ReachTracer reach;
    private final boolean patient;
    private final Answer<R> answer;
    private @Nullable R reply;

    Ending(Peer peer, ReachTracer reach, boolean patient, Answer<R> answer) {
      this.peer = peer;
      this.reach = reach;
      this.patient = patient;
      this.answer = answer;
    }

    @Override
    public void onNext(R value) {
      reply = value;
    }

    @Override
    public void onCompleted() {
      R received = reply;
      if (received == null) {
        onError(Status.INTERNAL.asException());
        return;
      }
      end(ForwardObserver.Outcome.ANSWERED);
      answer.replied(received);
    }

    @Override
    public void onError(Throwable failure) {
      Metadata trailers = Status.trailersFromThrowable(failure);
      Status status = Status.fromThrowable(failure);
      if (StatusMapping.fromThrowable(failure).isPresent() && trailers != null) {
        end(ForwardObserver.Outcome.REFUSED);
        Metadata details = new Metadata();
        byte[] bytes = trailers.get(DETAILS);
        if (bytes != null) {
          details.put(DETAILS, bytes);
        }
        answer.failed(status.withCause(null).asException(details));
        return;
      }
      end(ForwardObserver.Outcome.UNANSWERED);
      if (patient && status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
        // The next call makes a new connection; TCP alone would notice after a quarter of an hour.
        peer.channel().enterIdle();
      }
      if (status.getCode() == Status.Code.UNAVAILABLE && !reach.reached()) {
        answer.failed(StatusMapping.toStatus(unreachable()));
      } else {
        answer.failed(
            Status.fromCode(status.getCode())
                .withDescription(
                    "no answer from "
                        + peer.address()
                        + ", the section's owner; the call may have had its effect")
                .asException());
      }
    }

    private SeqsvrException unreachable() {
      return SeqsvrException.retryable(
          ErrorReason.SECTION_MOVING,
          "the section's owner " + peer.address() + " can't be reached; nothing was sent",
          RETRY_AFTER);
    }

    private void end(ForwardObserver.Outcome outcome) {
      inFlight.decrementAndGet();
      observer.onForwarded(outcome);
    }
  }
}
