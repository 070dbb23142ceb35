package io.seqsvr.message.client.grpc;

import io.seqsvr.message.v1.ClientFrame;
import io.seqsvr.message.v1.Content;
import io.seqsvr.message.v1.Cursor;
import io.seqsvr.message.v1.Error;
import io.seqsvr.message.v1.GoAway;
import io.seqsvr.message.v1.GoAwayCode;
import io.seqsvr.message.v1.Hello;
import io.seqsvr.message.v1.Message;
import io.seqsvr.message.v1.PageFrame;
import io.seqsvr.message.v1.PullFrame;
import io.seqsvr.message.v1.Push;
import io.seqsvr.message.v1.ReadReply;
import io.seqsvr.message.v1.ReadState;
import io.seqsvr.message.v1.Receipt;
import io.seqsvr.message.v1.ReceiptFrame;
import io.seqsvr.message.v1.Reset;
import io.seqsvr.message.v1.SendFrame;
import io.seqsvr.message.v1.ServerFrame;
import io.seqsvr.message.v1.ServerHeartbeat;
import io.seqsvr.message.v1.Welcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection to the {@link FakeService}, guarded by it. */
public final class FakeSession {
  private static final int WINDOW = 256;
  private static final int REDELIVERED = 32;
  private static final Set<String> RETRYABLE = Set.of("OVERLOADED", "STORE_UNAVAILABLE");

  private static final class Chase {
    long acked;
    long sent;
    long high;
    long ackedAtLastTimer = -1;
  }

  private final FakeService service;
  private final Consumer<@Nullable ServerFrame> out;
  private final Map<String, Chase> chases = new HashMap<>();
  private final List<Cursor> cursors = new ArrayList<>();

  /** Messages that were refused for now: the later ones of their conversations wait for them. */
  private final Map<String, String> blockedBy = new HashMap<>();

  private String user = "";
  private String device = "";
  private boolean welcomed;
  private boolean over;
  private long nextClientSeq = 1;

  FakeSession(FakeService service, Consumer<@Nullable ServerFrame> out) {
    this.service = service;
    this.out = out;
  }

  String key() {
    return user + "\n" + device;
  }

  String user() {
    return user;
  }

  void out(ServerFrame frame) {
    if (!over) {
      out.accept(frame);
    }
  }

  /** The stream is over, from whichever side. */
  public void closed() {
    over = true;
    service.unregister(this);
  }

  void replaced() {
    end(
        GoAway.newBuilder()
            .setCode(GoAwayCode.GO_AWAY_REPLACED)
            .setError(Error.newBuilder().setMessage("replaced"))
            .build());
  }

  void end(GoAway goAway) {
    out(ServerFrame.newBuilder().setGoaway(goAway).build());
    if (!over) {
      over = true;
      service.unregister(this);
      out.accept(null);
    }
  }

  void onFrame(ClientFrame frame) {
    if (over) {
      return;
    }
    if (!welcomed && !frame.hasHello()) {
      offence("a frame before the hello: " + frame);
      return;
    }
    switch (frame.getFrameCase()) {
      case HELLO -> onHello(frame.getHello());
      case SEND -> onSend(frame.getSend());
      case ACK -> onAck(frame.getAck().getConversation(), frame.getAck().getSeq());
      case PULL -> onPull(frame.getPull());
      case READ -> onRead(frame.getRead().getConversation(), frame.getRead().getReadSeq());
      case HEARTBEAT -> {}
      case FRAME_NOT_SET -> offence("an empty frame");
    }
  }

  private void onHello(Hello hello) {
    user = hello.getUser();
    device = hello.getDevice();
    cursors.addAll(hello.getCursorsList());
    if (hello.getCursorsCount() > 1_000) {
      offence(hello.getCursorsCount() + " cursors in a hello");
    }
    if (hello.getMore()) {
      return;
    }
    welcomed = true;
    service.register(this);
    out(
        ServerFrame.newBuilder()
            .setWelcome(Welcome.newBuilder().setHeartbeatMillis(service.heartbeatMillis()))
            .build());
    for (Cursor cursor : cursors) {
      FakeLog log = service.log(cursor.getConversation());
      Chase chase = chase(cursor.getConversation());
      if (log == null
          || cursor.getSeq() > log.head()
          || (cursor.getEpoch() != 0 && cursor.getEpoch() != log.epoch)) {
        long epoch = log == null ? 1 : log.epoch;
        out(
            ServerFrame.newBuilder()
                .setReset(
                    Reset.newBuilder().setConversation(cursor.getConversation()).setEpoch(epoch))
                .build());
      } else {
        chase.acked = cursor.getSeq();
        chase.sent = cursor.getSeq();
        chase.high = cursor.getSeq();
      }
    }
    chase();
  }

  private Chase chase(String conversation) {
    return chases.computeIfAbsent(conversation, id -> new Chase());
  }

  /** Pushes what the window allows. */
  void chase() {
    for (FakeLog log : service.logsOf(user)) {
      Chase chase = chase(log.id);
      long unacked = log.messages.subMap(chase.acked, false, chase.sent, true).size();
      while (chase.sent < log.head() && unacked < WINDOW && !over) {
        List<Message> next = log.above(chase.sent, service.pushSize());
        push(log, chase, next, false);
        unacked += next.size();
      }
    }
  }

  void redeliver() {
    for (FakeLog log : service.logsOf(user)) {
      Chase chase = chase(log.id);
      if (chase.acked < chase.sent && chase.ackedAtLastTimer == chase.acked) {
        chase.sent = chase.acked;
        push(log, chase, log.above(chase.acked, REDELIVERED), true);
      }
      chase.ackedAtLastTimer = chase.acked;
    }
    chase();
  }

  private void push(FakeLog log, Chase chase, List<Message> messages, boolean redelivery) {
    if (messages.isEmpty()) {
      return;
    }
    chase.sent = messages.get(messages.size() - 1).getSeq();
    chase.high = Math.max(chase.high, chase.sent);
    out(
        ServerFrame.newBuilder()
            .setPush(
                Push.newBuilder()
                    .setConversation(log.id)
                    .setEpoch(log.epoch)
                    .addAllMessages(messages)
                    .setRedelivery(redelivery))
            .build());
  }

  void pushTransient(FakeLog log, String sender, Content content) {
    Message message =
        Message.newBuilder().setConversation(log.id).setSender(sender).setContent(content).build();
    out(
        ServerFrame.newBuilder()
            .setPush(
                Push.newBuilder().setConversation(log.id).setEpoch(log.epoch).addMessages(message))
            .build());
  }

  void heartbeat() {
    ServerHeartbeat.Builder beat = ServerHeartbeat.newBuilder();
    for (FakeLog log : service.logsOf(user)) {
      if (chase(log.id).acked < log.head()) {
        beat.addHeads(FakeService.poke(log));
      }
    }
    out(ServerFrame.newBuilder().setHeartbeat(beat).build());
  }

  private void onAck(String conversation, long seq) {
    Chase chase = chase(conversation);
    if (seq > chase.high) {
      offence("ack " + seq + " above " + chase.high + " in " + conversation);
      return;
    }
    chase.acked = Math.max(chase.acked, seq);
    chase.sent = Math.max(chase.sent, chase.acked);
    chase();
  }

  private void onPull(PullFrame pull) {
    PageFrame.Builder page = PageFrame.newBuilder().setRequestId(pull.getRequestId());
    Error refused = service.pullRefusal();
    FakeLog log = service.log(pull.getConversation());
    if (refused != null) {
      page.setError(refused);
    } else if (log == null) {
      page.setError(Error.newBuilder().setReason("CONVERSATION_NOT_FOUND"));
    } else {
      page.setPage(log.page(pull.getRange()));
      Chase chase = chase(log.id);
      chase.high = Math.max(chase.high, page.getPage().getCoveredTo());
    }
    out(ServerFrame.newBuilder().setPage(page).build());
  }

  private void onRead(String conversation, long seq) {
    Error refused = service.readRefusal();
    FakeLog log = service.log(conversation);
    ReadReply.Builder reply = ReadReply.newBuilder();
    if (refused != null || log == null) {
      reply.setError(
          refused == null ? Error.newBuilder().setReason("NOT_A_MEMBER").build() : refused);
    } else {
      long read = log.readSeqs.merge(user, Math.min(seq, log.head()), Math::max);
      long unread =
          log.messages.tailMap(read, false).values().stream()
              .filter(message -> !message.getSender().equals(user))
              .count();
      reply.setState(
          ReadState.newBuilder().setConversation(conversation).setReadSeq(read).setUnread(unread));
    }
    out(ServerFrame.newBuilder().setRead(reply).build());
  }

  /** A number that came before is submitted again, as in the service: the log finds the answer. */
  private void onSend(SendFrame send) {
    long number = send.getClientSeq();
    if (number > nextClientSeq) {
      Error error =
          Error.newBuilder()
              .setReason("OUT_OF_ORDER")
              .putMetadata("expected", Long.toString(nextClientSeq))
              .build();
      out(receipt(send, null, error, null));
      return;
    }
    boolean repeated = number < nextClientSeq;
    if (!repeated) {
      nextClientSeq++;
    }
    if (send.getContent().hasStored() && !send.getContent().getStored()) {
      submitted(service.admit(this, send, repeated));
      return;
    }
    String id = send.getContent().getClientMsgId();
    String blocking = blockedBy.getOrDefault(send.getConversation(), id);
    if (!blocking.equals(id)) {
      Error error =
          Error.newBuilder()
              .setReason("OVERLOADED")
              .putMetadata("field", "client_msg_id")
              .putMetadata("expected", blocking)
              .setRetryAfterMillis(100)
              .build();
      out(receipt(send, null, error, null));
      return;
    }
    blockedBy.remove(send.getConversation());
    ReceiptFrame answer = submitted(service.admit(this, send, repeated));
    if (answer.hasUnknown() || RETRYABLE.contains(answer.getRejected().getReason())) {
      blockedBy.put(send.getConversation(), id);
    }
  }

  private ReceiptFrame submitted(ServerFrame answer) {
    if (answer.getReceipt().hasRejected()) {
      out(answer);
    }
    return answer.getReceipt();
  }

  static ServerFrame receipt(
      SendFrame send,
      @Nullable Receipt accepted,
      @Nullable Error rejected,
      @Nullable Error unknown) {
    ReceiptFrame.Builder receipt =
        ReceiptFrame.newBuilder()
            .setClientSeq(send.getClientSeq())
            .setConversation(send.getConversation())
            .setClientMsgId(send.getContent().getClientMsgId());
    if (unknown != null) {
      receipt.setUnknown(unknown);
    } else if (rejected != null) {
      receipt.setRejected(rejected);
    } else if (accepted != null) {
      receipt.setAccepted(accepted);
    }
    return ServerFrame.newBuilder().setReceipt(receipt).build();
  }

  private void offence(String what) {
    service.offences.add(key().replace('\n', '/') + ": " + what);
    end(GoAway.newBuilder().setCode(GoAwayCode.GO_AWAY_INVALID).build());
  }
}
