package io.seqsvr.drills;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.StatusMapping;
import io.seqsvr.client.SeqClient;
import io.seqsvr.message.v1.AddMembersRequest;
import io.seqsvr.message.v1.CreateConversationRequest;
import io.seqsvr.message.v1.ListConversationsRequest;
import io.seqsvr.message.v1.MarkReadRequest;
import io.seqsvr.message.v1.MessageServiceGrpc;
import io.seqsvr.message.v1.MessageServiceGrpc.MessageServiceBlockingStub;
import io.seqsvr.message.v1.Pair;
import io.seqsvr.message.v1.PullReply;
import io.seqsvr.message.v1.PullRequest;
import io.seqsvr.message.v1.Range;
import io.seqsvr.message.v1.Receipt;
import io.seqsvr.message.v1.RemoveMembersRequest;
import io.seqsvr.message.v1.SendReply;
import io.seqsvr.message.v1.SendRequest;
import io.seqsvr.message.v1.UnreadRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What strangers may call a real message service with: every bad request gets a typed refusal that
 * names the field and its limit, stores nothing and takes no seq; every odd but valid one works
 * byte for byte; calls that are given up leave it healthy. Frames have {@link BadFramesIT}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MessageBadInputIT {
  private static final int BODY_LIMIT = 64 * 1024;
  private static final MethodDescriptor<byte[], SendReply> SEND =
      RawBytes.requestsOf(MessageServiceGrpc.getSendMethod());

  private StandaloneMessages server;
  private ManagedChannel channel;
  private MessageServiceBlockingStub service;
  private SeqClient seqs;

  @BeforeAll
  void start(@TempDir Path temporary) throws IOException {
    server = StandaloneMessages.start(temporary.toRealPath());
    channel = server.channel();
    service = MessageServiceGrpc.newBlockingStub(channel);
    seqs = SeqClient.builder(server.allocAddress()).build();
    group("victim", "member");
    service.send(send("first"));
  }

  @AfterAll
  void end() {
    if (seqs != null) {
      seqs.close();
    }
    if (server != null) {
      server.close();
    }
  }

  /** A call that is to be refused. */
  private record Bad(Runnable call, ErrorReason reason, String field) {
    Bad(String field, Runnable call) {
      this(call, ErrorReason.INVALID_ARGUMENT, field);
    }
  }

  @Test
  void badSendsAreRefusedStoreNothingAndTakeNoSeq() {
    Map<String, Bad> bad = new LinkedHashMap<>();
    SendRequest good = send("good");
    bad.put(
        "an unknown conversation",
        new Bad(
            () -> service.send(good.toBuilder().setConversation("nobody's").build()),
            ErrorReason.CONVERSATION_NOT_FOUND,
            ""));
    bad.put(
        "a stranger",
        new Bad(
            () -> service.send(good.toBuilder().setSender("stranger").build()),
            ErrorReason.NOT_A_MEMBER,
            ""));
    for (int bytes : new int[] {0, 257}) {
      String id = "x".repeat(bytes);
      bad.put(
          bytes + " bytes of conversation",
          new Bad(
              "conversation", () -> service.send(good.toBuilder().setConversation(id).build())));
    }
    for (int bytes : new int[] {0, 129}) {
      String id = "x".repeat(bytes);
      bad.put(
          bytes + " bytes of sender",
          new Bad("sender", () -> service.send(good.toBuilder().setSender(id).build())));
    }
    for (String id : List.of("", "x".repeat(65), "\u20ac".repeat(22))) {
      bad.put("client_msg_id '" + id + "'", new Bad("client_msg_id", () -> service.send(send(id))));
    }
    bad.put(
        "a byte too much",
        new Bad("body", () -> service.send(send("big", new byte[BODY_LIMIT + 1]))));
    bad.put(
        "an unknown kind",
        new Bad(
            "kind",
            () ->
                service.send(
                    good.toBuilder()
                        .setContent(good.getContent().toBuilder().setKindValue(9))
                        .build())));
    refuse(bad);

    SendReply whole = service.send(send("whole", new byte[BODY_LIMIT]));
    assertThat(whole.getReceipt().getDuplicate()).isFalse();
    PullReply page = pull("member", "victim", whole.getReceipt().getPrevSeq());
    assertThat(page.getPage().getMessages(0).getContent().getBody().size()).isEqualTo(BODY_LIMIT);
  }

  @Test
  void badReadsAndChangesAreRefused() {
    Map<String, Bad> bad = new LinkedHashMap<>();
    PullRequest pull = PullRequest.newBuilder().setUser("member").setConversation("victim").build();
    bad.put(
        "a reader who is no member",
        new Bad(
            () -> service.pull(pull.toBuilder().setUser("stranger").build()),
            ErrorReason.NOT_A_MEMBER,
            ""));
    bad.put(
        "a page of an unknown conversation",
        new Bad(
            () -> service.pull(pull.toBuilder().setConversation("nobody's").build()),
            ErrorReason.CONVERSATION_NOT_FOUND,
            ""));
    for (int limit : new int[] {0, -1, 1_001, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      bad.put("limit " + limit, pull("limit", Range.newBuilder().setLimit(limit)));
    }
    bad.put("after_seq -1", pull("after_seq", Range.newBuilder().setAfterSeq(-1)));
    bad.put("up_to_seq -1", pull("up_to_seq", Range.newBuilder().setUpToSeq(Long.MIN_VALUE)));
    for (int size : new int[] {-1, 1_001, Integer.MAX_VALUE}) {
      bad.put(
          "page_size " + size,
          new Bad(
              "page_size",
              () ->
                  service.listConversations(
                      ListConversationsRequest.newBuilder()
                          .setUser("member")
                          .setPageSize(size)
                          .build())));
    }
    MarkReadRequest markRead =
        MarkReadRequest.newBuilder().setUser("member").setConversation("victim").build();
    bad.put(
        "read_seq -1",
        new Bad("read_seq", () -> service.markRead(markRead.toBuilder().setReadSeq(-1).build())));
    bad.put(
        "a read pointer of a stranger",
        new Bad(
            () -> service.markRead(markRead.toBuilder().setUser("stranger").build()),
            ErrorReason.NOT_A_MEMBER,
            ""));
    bad.put(
        "no conversations",
        new Bad(
            "conversations",
            () -> service.unread(UnreadRequest.newBuilder().setUser("member").build())));
    badChanges(bad);
    refuse(bad);
  }

  private void badChanges(Map<String, Bad> bad) {
    List<String> tooMany = IntStream.range(0, 1_001).mapToObj(i -> "u" + i).toList();
    bad.put(
        "neither group nor pair",
        new Bad(
            "what",
            () -> service.createConversation(CreateConversationRequest.getDefaultInstance())));
    bad.put(
        "a group that is named as a pair",
        new Bad("conversation", () -> group("single:1:a:b", "member")));
    bad.put(
        "1001 members", new Bad("members", () -> group("large", tooMany.toArray(String[]::new))));
    bad.put("a member without a name", new Bad("members", () -> group("nameless", "")));
    bad.put(
        "half a pair",
        new Bad(
            "user_b",
            () ->
                service.createConversation(
                    CreateConversationRequest.newBuilder()
                        .setPair(Pair.newBuilder().setUserA("member"))
                        .build())));
    AddMembersRequest add = AddMembersRequest.newBuilder().setConversation("victim").build();
    bad.put("nobody to add", new Bad("users", () -> service.addMembers(add)));
    bad.put(
        "too many to add",
        new Bad("users", () -> service.addMembers(add.toBuilder().addAllUsers(tooMany).build())));
    bad.put(
        "members for an unknown conversation",
        new Bad(
            () ->
                service.addMembers(
                    add.toBuilder().setConversation("nobody's").addUsers("u").build()),
            ErrorReason.CONVERSATION_NOT_FOUND,
            ""));
    bad.put(
        "nobody to remove",
        new Bad(
            "users",
            () ->
                service.removeMembers(
                    RemoveMembersRequest.newBuilder().setConversation("victim").build())));
  }

  @Test
  void whatIsNoMessageAtAllIsRefused() throws Exception {
    byte[] good = send("raw").toByteArray();
    byte[] garbage = new byte[500];
    Arrays.fill(garbage, (byte) 0xff);
    byte[] notUtf8 = good.clone();
    // Tag and length of the conversation, then its first byte.
    notUtf8[2] = (byte) 0xff;
    long before = taken();
    for (byte[] bytes : List.of(Arrays.copyOf(good, good.length - 2), garbage, notUtf8)) {
      RawCall.Ended ended = RawCall.call(channel, SEND, bytes, CallOptions.DEFAULT);
      assertThat(ended.status().getCode())
          .as("%s", ended.status())
          .isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(ended.refusal().map(SeqsvrException::reason))
          .contains(ErrorReason.INVALID_ARGUMENT);
    }
    byte[] huge = send("huge", new byte[8 << 20]).toByteArray();
    assertThat(RawCall.call(channel, SEND, huge, CallOptions.DEFAULT).status().getCode())
        .as("8 MiB")
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(taken()).isEqualTo(before);
  }

  @Test
  void oddButValidIdsWorkByteForByte() {
    List<String> odd =
        List.of(
            "a\0b",
            "\ud83d\ude00",
            "caf\u00e9",
            "cafe\u0301",
            "' OR 1=1",
            "../",
            "%00",
            "A",
            "a",
            "a ",
            "a\u00ad",
            "\u00e4",
            "ae",
            "x".repeat(64));
    group("odd", odd.toArray(String[]::new));
    for (String id : odd) {
      group("odd/" + id, id);
      Receipt first = sendAs(id, "odd/" + id, id);
      assertThat(first.getPrevSeq()).as(id).isZero();
      assertThat(sendAs(id, "odd/" + id, id).getDuplicate()).as(id).isTrue();
      assertThat(sendAs(id, "odd", id).getDuplicate()).as(id).isFalse();
      PullReply alone = pull(id, "odd/" + id, 0);
      assertThat(alone.getPage().getMessagesList()).as(id).hasSize(1);
      assertThat(alone.getPage().getMessages(0).getConversation()).isEqualTo("odd/" + id);
    }
    assertThat(pull("a", "odd", 0).getPage().getMessagesList())
        .extracting(message -> message.getContent().getClientMsgId())
        .containsExactlyElementsOf(odd);
    assertThat(pull("a", "odd", 0).getPage().getMessagesList())
        .extracting(message -> message.getSender())
        .containsExactlyElementsOf(odd);
    group("x".repeat(256), "y".repeat(128));
    assertThat(sendAs("y".repeat(128), "x".repeat(256), "z".repeat(64)).getPrevSeq()).isZero();
  }

  @Test
  void callsWithoutTimeAndCancelledCallsLeaveItHealthy() {
    group("hasty", "member");
    List<RawCall.Stage> stages = List.of(RawCall.Stage.values());
    for (int i = 0; i < 20; i++) {
      byte[] request =
          send("hasty-" + i).toBuilder().setConversation("hasty").build().toByteArray();
      RawCall.Ended late =
          RawCall.call(
              channel,
              SEND,
              request,
              CallOptions.DEFAULT.withDeadlineAfter(1, TimeUnit.MICROSECONDS));
      assertThat(late.status().getCode())
          .isIn(Status.Code.DEADLINE_EXCEEDED, Status.Code.CANCELLED);
      RawCall.Stage stage = stages.get(i % stages.size());
      RawCall.cancelled(channel, SEND, request, stage);
      RawCall.Ended whole = RawCall.call(channel, SEND, request, CallOptions.DEFAULT);
      assertThat(whole.status().isOk()).as("%s: %s", stage, whole.status()).isTrue();
    }
    assertThat(pull("member", "hasty", 0).getPage().getMessagesList())
        .as("a repeat of what was given up is the same message")
        .extracting(message -> message.getContent().getClientMsgId())
        .doesNotHaveDuplicates()
        .hasSize(20);
  }

  /** Each is refused as it should be, and together they change and take nothing. */
  private void refuse(Map<String, Bad> calls) {
    long head = pull("member", "victim", 0).getPage().getHead();
    long taken = taken();
    calls.forEach(
        (what, bad) -> {
          SeqsvrException refusal = refusal(what, bad.call());
          assertThat(refusal.reason()).as(what).isEqualTo(bad.reason());
          assertThat(refusal.getMessage()).as(what).hasSizeLessThan(400);
          if (bad.reason() == ErrorReason.INVALID_ARGUMENT) {
            assertThat(refusal.metadata()).as(what).containsKeys("field", "limit", "value");
            assertThat(refusal.metadata().get("field")).as(what).endsWith(bad.field());
          }
        });
    assertThat(pull("member", "victim", 0).getPage().getHead()).isEqualTo(head);
    assertThat(taken()).as("seqs taken by refused calls").isEqualTo(taken);
  }

  private static SeqsvrException refusal(String what, Runnable call) {
    try {
      call.run();
    } catch (StatusRuntimeException e) {
      Optional<StatusMapping.RemoteRefusal> refusal = StatusMapping.fromThrowable(e);
      return refusal.orElseThrow(() -> new AssertionError(what + ": " + e, e)).refusal();
    }
    throw new AssertionError(what + " was not refused");
  }

  /** The last seq that anybody took for the conversation. */
  private long taken() {
    return seqs.current("message", "victim").seq();
  }

  private Bad pull(String field, Range.Builder range) {
    return new Bad(
        field,
        () ->
            service.pull(
                PullRequest.newBuilder()
                    .setUser("member")
                    .setConversation("victim")
                    .setRange(range)
                    .build()));
  }

  private PullReply pull(String user, String conversation, long afterSeq) {
    return service.pull(MessageRequests.pull(user, conversation, afterSeq));
  }

  private void group(String conversation, String... members) {
    service.createConversation(MessageRequests.group(conversation, members));
  }

  private Receipt sendAs(String sender, String conversation, String clientMsgId) {
    return service.send(MessageRequests.send(conversation, sender, clientMsgId)).getReceipt();
  }

  private static SendRequest send(String clientMsgId) {
    return MessageRequests.send("victim", "member", clientMsgId);
  }

  private static SendRequest send(String clientMsgId, byte[] body) {
    return MessageRequests.send("victim", "member", clientMsgId, body);
  }
}
