package io.seqsvr.message.server.grpc;

import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.MalformedRequests;
import io.seqsvr.message.api.MessageLimits;
import io.seqsvr.message.api.PairConversation;
import io.seqsvr.message.server.core.Body;
import io.seqsvr.message.server.core.Draft;
import io.seqsvr.message.server.core.LogPage;
import io.seqsvr.message.server.core.MessageLog;
import io.seqsvr.message.server.core.MessageReads;
import io.seqsvr.message.server.core.SendKey;
import io.seqsvr.message.server.delivery.Delivery;
import io.seqsvr.message.server.delivery.TransientMessage;
import io.seqsvr.message.v1.AddMembersReply;
import io.seqsvr.message.v1.AddMembersRequest;
import io.seqsvr.message.v1.ClientFrame;
import io.seqsvr.message.v1.Content;
import io.seqsvr.message.v1.CreateConversationReply;
import io.seqsvr.message.v1.CreateConversationRequest;
import io.seqsvr.message.v1.ListConversationsReply;
import io.seqsvr.message.v1.ListConversationsRequest;
import io.seqsvr.message.v1.MarkReadReply;
import io.seqsvr.message.v1.MarkReadRequest;
import io.seqsvr.message.v1.MessageServiceGrpc;
import io.seqsvr.message.v1.PullReply;
import io.seqsvr.message.v1.PullRequest;
import io.seqsvr.message.v1.RemoveMembersReply;
import io.seqsvr.message.v1.RemoveMembersRequest;
import io.seqsvr.message.v1.SendReply;
import io.seqsvr.message.v1.SendRequest;
import io.seqsvr.message.v1.ServerFrame;
import io.seqsvr.message.v1.UnreadReply;
import io.seqsvr.message.v1.UnreadRequest;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * The message service of one server. Thread-safe; no method blocks: what reads the database runs on
 * an executor of its own.
 */
public final class MessageGrpcService implements MessageServiceGrpc.AsyncService, BindableService {
  private final MessageLog log;
  private final MessageReads reads;
  private final Delivery delivery;
  private final InstantSource instants;
  private final UnaryCalls calls;

  /**
   * @param readExecutor runs what blocks; bounded: refuses when it is full
   */
  public MessageGrpcService(
      MessageLog log,
      MessageReads reads,
      Delivery delivery,
      Executor readExecutor,
      InstantSource instants) {
    this.log = log;
    this.reads = reads;
    this.delivery = delivery;
    this.instants = instants;
    this.calls = new UnaryCalls(readExecutor);
  }

  @Override
  public ServerServiceDefinition bindService() {
    return MalformedRequests.refuse(MessageServiceGrpc.bindService(this));
  }

  @Override
  public void createConversation(
      CreateConversationRequest request, StreamObserver<CreateConversationReply> observer) {
    calls.change(
        observer,
        () -> {
          String conversation;
          List<String> members;
          switch (request.getWhatCase()) {
            case GROUP -> {
              conversation =
                  Fields.group("group.conversation", request.getGroup().getConversationBytes());
              members =
                  Fields.users(
                      "group.members", request.getGroup().getMembersList().asByteStringList(), 0);
            }
            case PAIR -> {
              String userA = Fields.user("pair.user_a", request.getPair().getUserABytes());
              String userB = Fields.user("pair.user_b", request.getPair().getUserBBytes());
              conversation = PairConversation.id(userA, userB);
              members = userA.equals(userB) ? List.of(userA) : List.of(userA, userB);
            }
            default -> throw SeqsvrException.invalidArgument("what", "group or pair", "nothing");
          }
          return log.create(conversation, members)
              .thenApply(
                  created ->
                      CreateConversationReply.newBuilder()
                          .setConversation(conversation)
                          .setCreated(created)
                          .build());
        });
  }

  @Override
  public void addMembers(AddMembersRequest request, StreamObserver<AddMembersReply> observer) {
    calls.change(
        observer,
        () ->
            log.addMembers(
                    Fields.group("conversation", request.getConversationBytes()),
                    Fields.users("users", request.getUsersList().asByteStringList(), 1))
                .thenApply(added -> AddMembersReply.newBuilder().setAdded(added).build()));
  }

  @Override
  public void removeMembers(
      RemoveMembersRequest request, StreamObserver<RemoveMembersReply> observer) {
    calls.change(
        observer,
        () ->
            log.removeMembers(
                    Fields.group("conversation", request.getConversationBytes()),
                    Fields.users("users", request.getUsersList().asByteStringList(), 1))
                .thenApply(removed -> RemoveMembersReply.newBuilder().setRemoved(removed).build()));
  }

  @Override
  public void listConversations(
      ListConversationsRequest request, StreamObserver<ListConversationsReply> observer) {
    calls.read(
        observer,
        () -> {
          String user = Fields.user("user", request.getUserBytes());
          int pageSize = Fields.pageSize(request.getPageSize());
          String after = Fields.after(request.getAfterBytes());
          return () -> {
            // one more than asked for says whether there is more
            var found = reads.conversations(user, after, pageSize + 1);
            ListConversationsReply.Builder reply =
                ListConversationsReply.newBuilder().setHasMore(found.size() > pageSize);
            found.stream()
                .limit(pageSize)
                .forEach(state -> reply.addConversations(WireMessages.conversation(state)));
            return reply.build();
          };
        });
  }

  @Override
  public void send(SendRequest request, StreamObserver<SendReply> observer) {
    Content content = request.getContent();
    boolean stored = !content.hasStored() || content.getStored();
    if (stored) {
      calls.send(observer, () -> log.send(draft(request, content)));
    } else {
      calls.read(
          observer,
          () -> {
            TransientMessage message =
                new TransientMessage(draft(request, content), instants.millis());
            return () -> {
              SendKey key = message.draft().key();
              delivery.passOn(message, reads.visibility(key.sender(), key.conversation()));
              return SendReply.newBuilder()
                  .setReceipt(WireMessages.passedOn(message.sentAtMillis()))
                  .build();
            };
          });
    }
  }

  private static Draft draft(SendRequest request, Content content) {
    Fields.content(content);
    return new Draft(
        new SendKey(
            Fields.conversation("conversation", request.getConversationBytes()),
            Fields.user("sender", request.getSenderBytes()),
            content.getClientMsgId()),
        Fields.kind(content.getKind(), content.getKindValue()),
        !content.hasCounted() || content.getCounted(),
        Body.of(content.getBody().toByteArray()));
  }

  @Override
  public void pull(PullRequest request, StreamObserver<PullReply> observer) {
    calls.read(
        observer,
        () -> {
          String user = Fields.user("user", request.getUserBytes());
          String conversation = Fields.conversation("conversation", request.getConversationBytes());
          long afterSeq = Fields.afterSeq(request.getRange());
          long upToSeq = Fields.upToSeq(request.getRange());
          int limit = Fields.limit(request.getRange());
          return () -> {
            LogPage page =
                reads.page(user, conversation, afterSeq, upToSeq, limit, MessageLimits.PAGE_BYTES);
            return PullReply.newBuilder().setPage(WireMessages.page(page)).build();
          };
        });
  }

  @Override
  public void markRead(MarkReadRequest request, StreamObserver<MarkReadReply> observer) {
    calls.read(
        observer,
        () -> {
          String user = Fields.user("user", request.getUserBytes());
          String conversation = Fields.conversation("conversation", request.getConversationBytes());
          long readSeq = Fields.seq("read_seq", request.getReadSeq());
          return () -> {
            var state = reads.markRead(user, conversation, readSeq);
            delivery.onRead(user, state);
            return MarkReadReply.newBuilder().setState(WireMessages.readState(state)).build();
          };
        });
  }

  @Override
  public void unread(UnreadRequest request, StreamObserver<UnreadReply> observer) {
    calls.read(
        observer,
        () -> {
          String user = Fields.user("user", request.getUserBytes());
          List<String> conversations =
              Fields.conversations(request.getConversationsList().asByteStringList());
          return () -> {
            UnreadReply.Builder reply = UnreadReply.newBuilder();
            reads
                .unread(user, conversations)
                .forEach(state -> reply.addStates(WireMessages.readState(state)));
            return reply.build();
          };
        });
  }

  @Override
  public StreamObserver<ClientFrame> connect(StreamObserver<ServerFrame> observer) {
    return ConnectStream.open(delivery, log, (ServerCallStreamObserver<ServerFrame>) observer);
  }
}
