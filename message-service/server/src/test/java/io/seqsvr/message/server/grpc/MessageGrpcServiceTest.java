package io.seqsvr.message.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.StatusMapping;
import io.seqsvr.message.server.core.Draft;
import io.seqsvr.message.server.core.MessageLog;
import io.seqsvr.message.server.core.OutcomeUnknownException;
import io.seqsvr.message.server.core.SendResult;
import io.seqsvr.message.v1.AddMembersRequest;
import io.seqsvr.message.v1.Content;
import io.seqsvr.message.v1.CreateConversationRequest;
import io.seqsvr.message.v1.Group;
import io.seqsvr.message.v1.ListConversationsRequest;
import io.seqsvr.message.v1.MarkReadRequest;
import io.seqsvr.message.v1.MessageServiceGrpc.MessageServiceBlockingStub;
import io.seqsvr.message.v1.Pair;
import io.seqsvr.message.v1.PullReply;
import io.seqsvr.message.v1.PullRequest;
import io.seqsvr.message.v1.Range;
import io.seqsvr.message.v1.Receipt;
import io.seqsvr.message.v1.RemoveMembersRequest;
import io.seqsvr.message.v1.SendRequest;
import io.seqsvr.message.v1.UnreadRequest;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The calls as a client meets them: good ones, and every bad input, which changes nothing. */
class MessageGrpcServiceTest {
  private static GrpcFixture server;

  /** What a bad call is made with. */
  private interface Call extends Consumer<MessageServiceBlockingStub> {}

  @BeforeAll
  static void start() throws Exception {
    server = new GrpcFixture();
    var unused = server.stub.createConversation(group("g", "u", "v"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static CreateConversationRequest group(String id, String... members) {
    return CreateConversationRequest.newBuilder()
        .setGroup(Group.newBuilder().setConversation(id).addAllMembers(List.of(members)))
        .build();
  }

  private static SendRequest send(String conversation, String sender, String id, int bytes) {
    return SendRequest.newBuilder()
        .setConversation(conversation)
        .setSender(sender)
        .setContent(
            Content.newBuilder().setClientMsgId(id).setBody(ByteString.copyFrom(new byte[bytes])))
        .build();
  }

  private static PullRequest pull(String user, String conversation, Range.Builder range) {
    return PullRequest.newBuilder()
        .setUser(user)
        .setConversation(conversation)
        .setRange(range)
        .build();
  }

  private static Arguments bad(String field, Call call) {
    return Arguments.of(field, call);
  }

  static Stream<Arguments> outOfRange() {
    String id257 = "c".repeat(257);
    String user129 = "\u00e9".repeat(64) + "x";
    List<String> many = Collections.nCopies(1_001, "u");
    return Stream.of(
        bad("what", s -> s.createConversation(CreateConversationRequest.getDefaultInstance())),
        bad("group.conversation", s -> s.createConversation(group(""))),
        bad("group.conversation", s -> s.createConversation(group(id257))),
        bad("group.conversation", s -> s.createConversation(group("single:1:a:b"))),
        bad("group.members", s -> s.createConversation(group("x", ""))),
        bad("group.members", s -> s.createConversation(group("x", user129))),
        bad("group.members", s -> s.createConversation(group("x", many.toArray(new String[0])))),
        bad(
            "pair.user_b",
            s ->
                s.createConversation(
                    CreateConversationRequest.newBuilder()
                        .setPair(Pair.newBuilder().setUserA("u"))
                        .build())),
        bad(
            "users",
            s -> s.addMembers(AddMembersRequest.newBuilder().setConversation("g").build())),
        bad(
            "users",
            s ->
                s.addMembers(
                    AddMembersRequest.newBuilder().setConversation("g").addAllUsers(many).build())),
        bad(
            "conversation",
            s ->
                s.addMembers(
                    AddMembersRequest.newBuilder()
                        .setConversation("single:1:a:b")
                        .addUsers("u")
                        .build())),
        bad(
            "users",
            s -> s.removeMembers(RemoveMembersRequest.newBuilder().setConversation("g").build())),
        bad("user", s -> s.listConversations(ListConversationsRequest.getDefaultInstance())),
        bad(
            "page_size",
            s ->
                s.listConversations(
                    ListConversationsRequest.newBuilder().setUser("u").setPageSize(1_001).build())),
        bad(
            "page_size",
            s ->
                s.listConversations(
                    ListConversationsRequest.newBuilder().setUser("u").setPageSize(-1).build())),
        bad(
            "after",
            s ->
                s.listConversations(
                    ListConversationsRequest.newBuilder().setUser("u").setAfter(id257).build())),
        bad("conversation", s -> s.send(send("", "u", "m", 1))),
        bad("conversation", s -> s.send(send(id257, "u", "m", 1))),
        bad("sender", s -> s.send(send("g", "", "m", 1))),
        bad("sender", s -> s.send(send("g", user129, "m", 1))),
        bad("content.client_msg_id", s -> s.send(send("g", "u", "", 1))),
        bad("content.client_msg_id", s -> s.send(send("g", "u", "m".repeat(65), 1))),
        bad("content.body", s -> s.send(send("g", "u", "m", 65_537))),
        bad(
            "content.kind",
            s ->
                s.send(
                    SendRequest.newBuilder()
                        .setConversation("g")
                        .setSender("u")
                        .setContent(Content.newBuilder().setClientMsgId("m").setKindValue(9))
                        .build())),
        bad("user", s -> s.pull(pull("", "g", Range.newBuilder()))),
        bad("conversation", s -> s.pull(pull("u", "", Range.newBuilder()))),
        bad("range.limit", s -> s.pull(pull("u", "g", Range.newBuilder().setLimit(0)))),
        bad("range.limit", s -> s.pull(pull("u", "g", Range.newBuilder().setLimit(1_001)))),
        bad("range.limit", s -> s.pull(pull("u", "g", Range.newBuilder().setLimit(-1)))),
        bad("range.after_seq", s -> s.pull(pull("u", "g", Range.newBuilder().setAfterSeq(-1)))),
        bad("range.up_to_seq", s -> s.pull(pull("u", "g", Range.newBuilder().setUpToSeq(-1)))),
        bad(
            "read_seq",
            s ->
                s.markRead(
                    MarkReadRequest.newBuilder()
                        .setUser("u")
                        .setConversation("g")
                        .setReadSeq(-1)
                        .build())),
        bad("conversations", s -> s.unread(UnreadRequest.newBuilder().setUser("u").build())),
        bad(
            "conversations",
            s ->
                s.unread(
                    UnreadRequest.newBuilder()
                        .setUser("u")
                        .addAllConversations(Collections.nCopies(1_001, "g"))
                        .build())));
  }

  @ParameterizedTest
  @MethodSource("outOfRange")
  void whatIsOutOfRangeIsRefusedWithFieldAndLimitAndChangesNothing(String field, Call call) {
    int stored = server.stored();
    int conversations = server.storage.conversationIds().size();
    SeqsvrException refusal = refusal(call, Status.Code.INVALID_ARGUMENT);
    assertThat(refusal.reason()).isEqualTo(ErrorReason.INVALID_ARGUMENT);
    assertThat(refusal.metadata()).containsEntry("field", field).containsKeys("limit", "value");
    assertThat(server.stored()).isEqualTo(stored);
    assertThat(server.storage.conversationIds()).hasSize(conversations);
  }

  static Stream<Arguments> refused() {
    Call nowhere = s -> s.send(send("nowhere", "u", "m", 1));
    Call stranger = s -> s.send(send("g", "stranger", "m", 1));
    Call passing =
        s ->
            s.send(
                SendRequest.newBuilder()
                    .setConversation("g")
                    .setSender("stranger")
                    .setContent(Content.newBuilder().setClientMsgId("m").setStored(false))
                    .build());
    Call reader = s -> s.pull(pull("stranger", "g", Range.newBuilder()));
    Call readsNothing = s -> s.pull(pull("u", "nowhere", Range.newBuilder()));
    Call marks =
        s ->
            s.markRead(
                MarkReadRequest.newBuilder().setUser("stranger").setConversation("g").build());
    Call counts =
        s -> s.unread(UnreadRequest.newBuilder().setUser("u").addConversations("nowhere").build());
    Call adds =
        s ->
            s.addMembers(
                AddMembersRequest.newBuilder().setConversation("nowhere").addUsers("u").build());
    Call removes =
        s ->
            s.removeMembers(
                RemoveMembersRequest.newBuilder().setConversation("nowhere").addUsers("u").build());
    return Stream.of(
        Arguments.of(ErrorReason.CONVERSATION_NOT_FOUND, nowhere),
        Arguments.of(ErrorReason.NOT_A_MEMBER, stranger),
        Arguments.of(ErrorReason.NOT_A_MEMBER, passing),
        Arguments.of(ErrorReason.NOT_A_MEMBER, reader),
        Arguments.of(ErrorReason.CONVERSATION_NOT_FOUND, readsNothing),
        Arguments.of(ErrorReason.NOT_A_MEMBER, marks),
        Arguments.of(ErrorReason.CONVERSATION_NOT_FOUND, counts),
        Arguments.of(ErrorReason.CONVERSATION_NOT_FOUND, adds),
        Arguments.of(ErrorReason.CONVERSATION_NOT_FOUND, removes));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void strangersAndUnknownConversationsAreRefused(ErrorReason reason, Call call) {
    int stored = server.stored();
    assertThat(refusal(call, StatusMapping.code(reason)).reason()).isEqualTo(reason);
    assertThat(server.stored()).isEqualTo(stored);
  }

  @Test
  void aMessageIsStoredOnceAndRead() {
    var unused = server.stub.createConversation(group("once", "u", "v"));
    Receipt first = server.stub.send(send("once", "u", "m1", 65_536)).getReceipt();
    Receipt again = server.stub.send(send("once", "u", "m1", 65_536)).getReceipt();
    assertThat(first.getDuplicate()).isFalse();
    assertThat(again).isEqualTo(first.toBuilder().setDuplicate(true).build());
    assertThat(
            refusal(s -> s.send(send("once", "u", "m1", 1)), Status.Code.ALREADY_EXISTS).reason())
        .isEqualTo(ErrorReason.IDEMPOTENCY_CONFLICT);

    PullReply page = server.stub.pull(pull("v", "once", Range.newBuilder()));
    assertThat(page.getPage().getMessagesList()).hasSize(1);
    assertThat(page.getPage().getMessages(0).getServerMsgId()).isEqualTo(first.getServerMsgId());
    assertThat(page.getPage().getCoveredTo()).isEqualTo(first.getSeq());
    assertThat(
            server
                .stub
                .unread(UnreadRequest.newBuilder().setUser("v").addConversations("once").build())
                .getStates(0)
                .getUnread())
        .isEqualTo(1);
    assertThat(
            server
                .stub
                .markRead(
                    MarkReadRequest.newBuilder()
                        .setUser("v")
                        .setConversation("once")
                        .setReadSeq(Long.MAX_VALUE)
                        .build())
                .getState()
                .getReadSeq())
        .isEqualTo(first.getSeq());
  }

  @Test
  void aPairHasOneConversationWhoeverAsks() {
    Pair.Builder pair = Pair.newBuilder().setUserA("b").setUserB("a");
    var made =
        server.stub.createConversation(
            CreateConversationRequest.newBuilder().setPair(pair).build());
    assertThat(made.getConversation()).isEqualTo("single:1:a:b");
    assertThat(made.getCreated()).isTrue();
    pair.setUserA("a").setUserB("b");
    var again =
        server.stub.createConversation(
            CreateConversationRequest.newBuilder().setPair(pair).build());
    assertThat(again.getConversation()).isEqualTo(made.getConversation());
    assertThat(again.getCreated()).isFalse();
  }

  @Test
  void listsGoOnWhereTheyEnded() {
    for (String id : List.of("l1", "l2", "l3")) {
      var unused = server.stub.createConversation(group(id, "lister"));
    }
    var first =
        server.stub.listConversations(
            ListConversationsRequest.newBuilder().setUser("lister").setPageSize(2).build());
    assertThat(first.getConversationsList()).hasSize(2);
    assertThat(first.getHasMore()).isTrue();
    var rest =
        server.stub.listConversations(
            ListConversationsRequest.newBuilder()
                .setUser("lister")
                .setPageSize(2)
                .setAfter("l2")
                .build());
    assertThat(rest.getConversationsList()).hasSize(1);
    assertThat(rest.getHasMore()).isFalse();
  }

  @Test
  void anUnknownOutcomeIsNoRefusal() throws Exception {
    SendResult unknown =
        new SendResult.Unknown(SeqsvrException.of(ErrorReason.STORE_UNAVAILABLE, "no answer"));
    try (GrpcFixture lost = new GrpcFixture(log -> new Answering(log, unknown), null)) {
      StatusRuntimeException failure =
          catchThrowableOfType(
              StatusRuntimeException.class, () -> lost.stub.send(send("g", "u", "m", 1)));
      assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(StatusMapping.fromThrowable(failure)).isEmpty();
      StatusRuntimeException change =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () ->
                  lost.stub.removeMembers(
                      RemoveMembersRequest.newBuilder()
                          .setConversation("g")
                          .addUsers("u")
                          .build()));
      assertThat(change.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(StatusMapping.fromThrowable(change)).isEmpty();
    }
  }

  @Test
  void readsThatNobodyTakesAreOverloaded() throws Exception {
    try (GrpcFixture full =
        new GrpcFixture(
            log -> log,
            task -> {
              throw new RejectedExecutionException("full");
            })) {
      assertThatThrownBy(() -> full.stub.pull(pull("u", "g", Range.newBuilder())))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> {
                SeqsvrException refusal = StatusMapping.fromThrowable(e).orElseThrow().refusal();
                assertThat(refusal.reason()).isEqualTo(ErrorReason.OVERLOADED);
                assertThat(refusal.retryAfter()).isPresent();
              });
    }
  }

  private static SeqsvrException refusal(Call call, Status.Code code) {
    StatusRuntimeException failure =
        catchThrowableOfType(StatusRuntimeException.class, () -> call.accept(server.stub));
    assertThat(failure.getStatus().getCode()).isEqualTo(code);
    return StatusMapping.fromThrowable(failure).orElseThrow().refusal();
  }

  /** A log that answers every send alike, and removes nobody. */
  private record Answering(MessageLog log, SendResult result) implements MessageLog {
    @Override
    public CompletableFuture<SendResult> send(Draft draft) {
      return CompletableFuture.completedFuture(result);
    }

    @Override
    public CompletableFuture<Boolean> create(String conversation, List<String> members) {
      return log.create(conversation, members);
    }

    @Override
    public CompletableFuture<Integer> addMembers(String conversation, List<String> users) {
      return log.addMembers(conversation, users);
    }

    @Override
    public CompletableFuture<Integer> removeMembers(String conversation, List<String> users) {
      return CompletableFuture.failedFuture(
          new OutcomeUnknownException(
              SeqsvrException.of(ErrorReason.STORE_UNAVAILABLE, "no answer")));
    }
  }
}
