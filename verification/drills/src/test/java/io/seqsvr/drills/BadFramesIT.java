package io.seqsvr.drills;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.client.SeqClient;
import io.seqsvr.message.client.Conversations;
import io.seqsvr.message.v1.Ack;
import io.seqsvr.message.v1.ClientFrame;
import io.seqsvr.message.v1.ClientHeartbeat;
import io.seqsvr.message.v1.Content;
import io.seqsvr.message.v1.Cursor;
import io.seqsvr.message.v1.GoAway;
import io.seqsvr.message.v1.GoAwayCode;
import io.seqsvr.message.v1.Hello;
import io.seqsvr.message.v1.PullFrame;
import io.seqsvr.message.v1.Range;
import io.seqsvr.message.v1.ReadFrame;
import io.seqsvr.message.v1.ReceiptFrame;
import io.seqsvr.message.v1.SendFrame;
import io.seqsvr.message.v1.ServerFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a strange device may say on its connection: what breaks the protocol ends the connection
 * with a reason, what is merely refused is answered and the connection goes on, and neither stores
 * anything or takes a seq.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadFramesIT {
  private static final int CURSORS = 100_001;
  private static final int CURSORS_IN_A_HELLO = 1_000;

  private StandaloneMessages server;
  private ManagedChannel channel;
  private Conversations service;
  private SeqClient seqs;

  @BeforeAll
  void start(@TempDir Path temporary) throws IOException {
    server = StandaloneMessages.start(temporary.toRealPath(), Map.of());
    channel = server.channel();
    service = server.conversations();
    seqs = SeqClient.builder(server.allocAddress()).build();
    service.createGroup("victim", List.of("member"));
    service.createGroup("empty", List.of("member"));
  }

  @AfterAll
  void end() {
    if (server != null) {
      service.close();
      seqs.close();
      server.close();
    }
  }

  @Test
  void aHelloThatIsNoneEndsTheConnection() throws Exception {
    List<Map.Entry<String, Hello.Builder>> bad = new ArrayList<>();
    bad.add(Map.entry("hello.user", RawDevice.hello("", "d")));
    bad.add(Map.entry("hello.user", RawDevice.hello("u".repeat(129), "d")));
    bad.add(Map.entry("hello.device", RawDevice.hello("member", "")));
    bad.add(Map.entry("hello.device", RawDevice.hello("member", "d".repeat(65))));
    bad.add(Map.entry("hello.begin", RawDevice.hello("member", "d").setBeginValue(7)));
    bad.add(
        Map.entry(
            "seq",
            RawDevice.hello("member", "d").addCursors(cursor("victim").toBuilder().setSeq(-1))));
    bad.add(
        Map.entry(
            "conversation", RawDevice.hello("member", "d").addCursors(cursor("x".repeat(257)))));
    bad.add(
        Map.entry(
            "hello.cursors",
            RawDevice.hello("member", "d").addAllCursors(cursors(0, CURSORS_IN_A_HELLO + 1))));
    for (Map.Entry<String, Hello.Builder> hello : bad) {
      try (RawDevice device = RawDevice.open(channel).send(hello.getValue())) {
        requireSentAway(hello.getKey(), device);
      }
    }
    try (RawDevice device = RawDevice.open(channel).send(heartbeat())) {
      requireSentAway("frame", device);
    }
  }

  @Test
  void moreCursorsThanAConnectionMayHaveEndIt() throws Exception {
    try (RawDevice device = RawDevice.open(channel)) {
      for (int from = 0; from < CURSORS; from += CURSORS_IN_A_HELLO) {
        int to = Math.min(from + CURSORS_IN_A_HELLO, CURSORS);
        device.send(
            RawDevice.hello("member", "d").addAllCursors(cursors(from, to)).setMore(to < CURSORS));
      }
      requireSentAway("hello.cursors", device);
    }
    try (RawDevice device = RawDevice.open(channel)) {
      device.send(RawDevice.hello("member", "d").setMore(true));
      device.send(RawDevice.hello("another", "d"));
      requireSentAway("hello.user", device);
    }
  }

  @Test
  void framesThatBreakTheProtocolEndTheConnection() throws Exception {
    long seq = service.list("member").stream().mapToLong(info -> info.headSeq()).max().orElse(0);
    List<Map.Entry<String, ClientFrame.Builder>> bad = new ArrayList<>();
    bad.add(Map.entry("frame", ClientFrame.newBuilder().setHello(RawDevice.hello("member", "d"))));
    bad.add(Map.entry("frame", ClientFrame.newBuilder()));
    bad.add(Map.entry("ack.seq", ack("victim", seq + 1)));
    bad.add(Map.entry("ack.seq", ack("victim", Long.MAX_VALUE)));
    bad.add(Map.entry("ack.seq", ack("victim", -1)));
    bad.add(Map.entry("ack.seq", ack("empty", 1)));
    bad.add(Map.entry("ack.seq", ack("nobody's", 1)));
    bad.add(Map.entry("ack.conversation", ack("", 1)));
    for (Map.Entry<String, ClientFrame.Builder> frame : bad) {
      try (RawDevice device =
          RawDevice.welcome(
              channel, "member", "d", cursor("victim").toBuilder().setSeq(seq).build())) {
        requireSentAway(frame.getKey(), device.send(frame.getValue()));
      }
    }
    byte[] garbage = new byte[100];
    Arrays.fill(garbage, (byte) 0xff);
    byte[] notUtf8 = send(1, "victim", "m").build().toByteArray();
    notUtf8[notUtf8.length - 1] = (byte) 0xff;
    for (byte[] bytes : List.of(garbage, notUtf8)) {
      try (RawDevice device = RawDevice.welcome(channel, "member", "d").sendBytes(bytes)) {
        assertThat(device.awaitEnd().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(device.refusal().map(SeqsvrException::reason))
            .contains(ErrorReason.INVALID_ARGUMENT);
      }
    }
  }

  @Test
  void refusedFramesAreAnsweredAndTheConnectionGoesOn() throws Exception {
    long taken = seqs.current("message", "victim").seq();
    try (RawDevice device = RawDevice.welcome(channel, "member", "refused")) {
      rejected(device, send(1, "victim", ""), ErrorReason.INVALID_ARGUMENT, "client_msg_id");
      rejected(
          device, send(2, "victim", "x".repeat(65)), ErrorReason.INVALID_ARGUMENT, "client_msg_id");
      rejected(device, send(3, "x".repeat(257), "m"), ErrorReason.INVALID_ARGUMENT, "conversation");
      rejected(device, sendBody(4, "m", new byte[65_537]), ErrorReason.INVALID_ARGUMENT, "body");
      rejected(device, send(5, "nobody's", "m"), ErrorReason.CONVERSATION_NOT_FOUND, "");
      rejected(device, send(0, "victim", "m"), ErrorReason.INVALID_ARGUMENT, "client_seq");
      ReceiptFrame skipped = receipt(device, send(9, "victim", "m"));
      SeqsvrException gap = RawDevice.refusal(skipped.getRejected());
      assertThat(gap.reason()).isEqualTo(ErrorReason.OUT_OF_ORDER);
      assertThat(gap.metadata()).containsEntry("expected", "6");

      for (Range.Builder range :
          List.of(
              Range.newBuilder().setLimit(0),
              Range.newBuilder().setLimit(-1),
              Range.newBuilder().setLimit(1_001),
              Range.newBuilder().setAfterSeq(-1))) {
        device.send(pull("victim", range));
        refused(device.await(ServerFrame::hasPage).getPage().getError(), "");
      }
      device.send(pull("nobody's", Range.newBuilder()));
      assertThat(
              RawDevice.refusal(device.await(ServerFrame::hasPage).getPage().getError()).reason())
          .isEqualTo(ErrorReason.CONVERSATION_NOT_FOUND);
      device.send(
          ClientFrame.newBuilder()
              .setRead(ReadFrame.newBuilder().setConversation("victim").setReadSeq(-1)));
      refused(device.await(ServerFrame::hasRead).getRead().getError(), "read_seq");
      assertThat(seqs.current("message", "victim").seq())
          .as("taken by refused frames")
          .isEqualTo(taken);

      assertThat(receipt(device, sendBody(6, "m6", new byte[65_536])).hasAccepted()).isTrue();
      assertThat(receipt(device, send(7, "victim", "m7")).hasAccepted()).isTrue();
    }
  }

  /** Sent away as one who breaks the protocol, for a field, and the stream ends. */
  private static void requireSentAway(String field, RawDevice device) throws InterruptedException {
    GoAway goAway = device.awaitGoAway();
    assertThat(goAway.getCode()).as("%s: %s", field, goAway).isEqualTo(GoAwayCode.GO_AWAY_INVALID);
    refused(goAway.getError(), field);
    device.awaitEnd();
  }

  private static void refused(io.seqsvr.message.v1.Error error, String field) {
    SeqsvrException refusal = RawDevice.refusal(error);
    assertThat(refusal.reason()).as("%s: %s", field, error).isEqualTo(ErrorReason.INVALID_ARGUMENT);
    assertThat(refusal.metadata()).as(field).containsKeys("field", "limit", "value");
    assertThat(refusal.metadata().get("field")).endsWith(field);
  }

  private static void rejected(
      RawDevice device, ClientFrame.Builder send, ErrorReason reason, String field)
      throws InterruptedException {
    SeqsvrException refusal = RawDevice.refusal(receipt(device, send).getRejected());
    assertThat(refusal.reason()).as("%s: %s", send, refusal).isEqualTo(reason);
    assertThat(refusal.metadata().getOrDefault("field", "")).endsWith(field);
  }

  private static ReceiptFrame receipt(RawDevice device, ClientFrame.Builder send)
      throws InterruptedException {
    ReceiptFrame receipt = device.send(send).await(ServerFrame::hasReceipt).getReceipt();
    assertThat(receipt.getClientSeq()).isEqualTo(send.getSend().getClientSeq());
    return receipt;
  }

  private static ClientFrame.Builder send(long clientSeq, String conversation, String id) {
    return ClientFrame.newBuilder()
        .setSend(
            SendFrame.newBuilder()
                .setClientSeq(clientSeq)
                .setConversation(conversation)
                .setContent(Content.newBuilder().setClientMsgId(id)));
  }

  private static ClientFrame.Builder sendBody(long clientSeq, String id, byte[] body) {
    ClientFrame.Builder frame = send(clientSeq, "victim", id);
    frame.getSendBuilder().getContentBuilder().setBody(ByteString.copyFrom(body));
    return frame;
  }

  private static ClientFrame.Builder ack(String conversation, long seq) {
    return ClientFrame.newBuilder()
        .setAck(Ack.newBuilder().setConversation(conversation).setSeq(seq));
  }

  private static ClientFrame.Builder pull(String conversation, Range.Builder range) {
    return ClientFrame.newBuilder()
        .setPull(
            PullFrame.newBuilder().setRequestId(1).setConversation(conversation).setRange(range));
  }

  private static ClientFrame.Builder heartbeat() {
    return ClientFrame.newBuilder().setHeartbeat(ClientHeartbeat.getDefaultInstance());
  }

  private static Cursor cursor(String conversation) {
    return Cursor.newBuilder().setConversation(conversation).build();
  }

  private static List<Cursor> cursors(int from, int to) {
    List<Cursor> cursors = new ArrayList<>();
    for (int i = from; i < to; i++) {
      cursors.add(cursor("c" + i));
    }
    return cursors;
  }
}
