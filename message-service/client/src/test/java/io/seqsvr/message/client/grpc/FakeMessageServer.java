package io.seqsvr.message.client.grpc;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.seqsvr.message.v1.AddMembersReply;
import io.seqsvr.message.v1.AddMembersRequest;
import io.seqsvr.message.v1.ClientFrame;
import io.seqsvr.message.v1.ConversationState;
import io.seqsvr.message.v1.CreateConversationReply;
import io.seqsvr.message.v1.CreateConversationRequest;
import io.seqsvr.message.v1.ListConversationsReply;
import io.seqsvr.message.v1.ListConversationsRequest;
import io.seqsvr.message.v1.MarkReadReply;
import io.seqsvr.message.v1.MarkReadRequest;
import io.seqsvr.message.v1.MessageServiceGrpc;
import io.seqsvr.message.v1.PullReply;
import io.seqsvr.message.v1.PullRequest;
import io.seqsvr.message.v1.ReadState;
import io.seqsvr.message.v1.RemoveMembersReply;
import io.seqsvr.message.v1.RemoveMembersRequest;
import io.seqsvr.message.v1.SendReply;
import io.seqsvr.message.v1.SendRequest;
import io.seqsvr.message.v1.ServerFrame;
import io.seqsvr.message.v1.UnreadReply;
import io.seqsvr.message.v1.UnreadRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A {@link FakeService} behind a real gRPC server on a free loopback port. Thread-safe. */
public final class FakeMessageServer implements AutoCloseable {
  private static final long TIMER_MILLIS = 100;

  /** Silence of three times that is a lost connection, which a busy machine must not make. */
  private static final long HEARTBEAT_MILLIS = 5_000;

  public final FakeService service = new FakeService();
  public final AtomicInteger calls = new AtomicInteger();
  public final AtomicInteger streams = new AtomicInteger();

  /** Each is used up by one unary call: thrown before the call has its effect. */
  public final ConcurrentLinkedQueue<Exception> failures = new ConcurrentLinkedQueue<>();

  /** Each is used up by one unary call: thrown after it had its effect. */
  public final ConcurrentLinkedQueue<Exception> lostAnswers = new ConcurrentLinkedQueue<>();

  /** Frames that are lost on their way to a device. */
  public volatile Predicate<ServerFrame> lost = frame -> false;

  /** Ends streams at once; null lets them live. */
  public volatile @Nullable Status refusal;

  private final Server server;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  public FakeMessageServer() {
    this(InsecureServerCredentials.create());
  }

  public FakeMessageServer(ServerCredentials credentials) {
    try {
      server =
          Grpc.newServerBuilderForPort(0, credentials)
              .addService(new Service())
              .intercept(new Refuser())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    service.heartbeatMillis(HEARTBEAT_MILLIS);
    var unused =
        timer.scheduleWithFixedDelay(
            () -> {
              service.redeliver();
              service.heartbeat();
            },
            TIMER_MILLIS,
            TIMER_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  public String address() {
    return "127.0.0.1:" + server.getPort();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    server.shutdownNow();
  }

  /** Ends a stream before the service sees it. */
  private final class Refuser implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      Status status = refusal;
      if (status != null) {
        call.close(status, new Metadata());
        return new ServerCall.Listener<>() {};
      }
      return next.startCall(call, headers);
    }
  }

  private final class Service extends MessageServiceGrpc.MessageServiceImplBase {
    @Override
    public StreamObserver<ClientFrame> connect(StreamObserver<ServerFrame> out) {
      streams.incrementAndGet();
      FakeSession session =
          service.connect(
              frame -> {
                if (frame == null) {
                  out.onCompleted();
                } else if (!lost.test(frame)) {
                  out.onNext(frame);
                }
              });
      return new StreamObserver<>() {
        @Override
        public void onNext(ClientFrame frame) {
          service.onFrame(session, frame);
        }

        @Override
        public void onError(Throwable failure) {
          service.disconnect(session);
        }

        @Override
        public void onCompleted() {
          service.disconnect(session);
        }
      };
    }

    @Override
    public void createConversation(
        CreateConversationRequest request, StreamObserver<CreateConversationReply> out) {
      answer(
          out,
          () -> {
            boolean isGroup = request.hasGroup();
            String id =
                isGroup
                    ? request.getGroup().getConversation()
                    : io.seqsvr.message.api.PairConversation.id(
                        request.getPair().getUserA(), request.getPair().getUserB());
            List<String> members =
                isGroup
                    ? request.getGroup().getMembersList()
                    : List.of(request.getPair().getUserA(), request.getPair().getUserB());
            boolean created = service.log(id) == null;
            service.create(id, members);
            return CreateConversationReply.newBuilder()
                .setConversation(id)
                .setCreated(created)
                .build();
          });
    }

    @Override
    public void addMembers(AddMembersRequest request, StreamObserver<AddMembersReply> out) {
      answer(
          out,
          () ->
              AddMembersReply.newBuilder()
                  .setAdded(service.addMembers(request.getConversation(), request.getUsersList()))
                  .build());
    }

    @Override
    public void removeMembers(
        RemoveMembersRequest request, StreamObserver<RemoveMembersReply> out) {
      answer(
          out, () -> RemoveMembersReply.newBuilder().setRemoved(request.getUsersCount()).build());
    }

    @Override
    public void listConversations(
        ListConversationsRequest request, StreamObserver<ListConversationsReply> out) {
      answer(
          out,
          () -> {
            List<FakeLog> logs =
                service.logsOf(request.getUser()).stream()
                    .filter(log -> log.id.compareTo(request.getAfter()) > 0)
                    .toList();
            ListConversationsReply.Builder reply = ListConversationsReply.newBuilder();
            for (FakeLog log : logs.subList(0, Math.min(2, logs.size()))) {
              reply.addConversations(
                  ConversationState.newBuilder()
                      .setConversation(log.id)
                      .setEpoch(log.epoch)
                      .setHeadSeq(log.head()));
            }
            return reply.setHasMore(logs.size() > 2).build();
          });
    }

    @Override
    public void send(SendRequest request, StreamObserver<SendReply> out) {
      answer(
          out,
          () ->
              SendReply.newBuilder()
                  .setReceipt(
                      service.send(
                          request.getConversation(), request.getSender(), request.getContent()))
                  .build());
    }

    @Override
    public void pull(PullRequest request, StreamObserver<PullReply> out) {
      answer(
          out,
          () ->
              PullReply.newBuilder()
                  .setPage(
                      service.create(request.getConversation(), List.of()).page(request.getRange()))
                  .build());
    }

    @Override
    public void markRead(MarkReadRequest request, StreamObserver<MarkReadReply> out) {
      answer(
          out,
          () ->
              MarkReadReply.newBuilder()
                  .setState(
                      ReadState.newBuilder()
                          .setConversation(request.getConversation())
                          .setReadSeq(request.getReadSeq()))
                  .build());
    }

    @Override
    public void unread(UnreadRequest request, StreamObserver<UnreadReply> out) {
      answer(
          out,
          () -> {
            UnreadReply.Builder reply = UnreadReply.newBuilder();
            for (String conversation : request.getConversationsList()) {
              reply.addStates(ReadState.newBuilder().setConversation(conversation).setUnread(1));
            }
            return reply.build();
          });
    }

    private <R> void answer(StreamObserver<R> out, Supplier<R> work) {
      calls.incrementAndGet();
      Exception failure = failures.poll();
      if (failure != null) {
        out.onError(failure);
        return;
      }
      R reply = work.get();
      Exception lostAnswer = lostAnswers.poll();
      if (lostAnswer != null) {
        out.onError(lostAnswer);
        return;
      }
      out.onNext(reply);
      out.onCompleted();
    }
  }
}
