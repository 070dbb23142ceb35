package io.seqsvr.message.client.grpc;

import io.seqsvr.message.v1.ClientFrame;
import io.seqsvr.message.v1.Content;
import io.seqsvr.message.v1.Error;
import io.seqsvr.message.v1.Poke;
import io.seqsvr.message.v1.Receipt;
import io.seqsvr.message.v1.SendFrame;
import io.seqsvr.message.v1.ServerFrame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The message service as the protocol describes it, small and in memory: one log for each
 * conversation, a cursor for each device that chases it, numbered sends. It writes down every
 * offence of a client against the protocol.
 *
 * <p>Thread-safe, guarded by {@code this}. Time comes in as calls of {@link #redeliver} and {@link
 * #heartbeat}.
 */
public final class FakeService {
  /** What clients did that they must not. */
  public final List<String> offences = java.util.Collections.synchronizedList(new ArrayList<>());

  private final Map<String, FakeLog> logs = new TreeMap<>();
  private final Map<String, FakeSession> sessions = new LinkedHashMap<>();
  private Function<SendFrame, @Nullable Error> refusal = send -> null;
  private Function<SendFrame, @Nullable Error> doubt = send -> null;
  private @Nullable Error pullRefusal;
  private @Nullable Error readRefusal;
  private boolean receiptFirst = true;
  private int pushSize = 10;
  private long heartbeatMillis = 1_000;

  public synchronized FakeLog create(String conversation, List<String> members) {
    FakeLog log = logs.computeIfAbsent(conversation, FakeLog::new);
    log.members.addAll(members);
    return log;
  }

  /** How many were no members before. */
  synchronized int addMembers(String conversation, List<String> users) {
    FakeLog log = create(conversation, List.of());
    int before = log.members.size();
    log.members.addAll(users);
    return log.members.size() - before;
  }

  /** The stream of a session is over. */
  synchronized void disconnect(FakeSession session) {
    session.closed();
  }

  /** Null if there is none. */
  public synchronized @Nullable FakeLog log(String conversation) {
    return logs.get(conversation);
  }

  synchronized List<FakeLog> logsOf(String user) {
    return logs.values().stream().filter(log -> log.members.contains(user)).toList();
  }

  /** Refuses sends; the function says which. */
  public synchronized void refuseSends(Function<SendFrame, @Nullable Error> refusal) {
    this.refusal = refusal;
  }

  /** Stores sends, and says that it doesn't know; the function says which. */
  public synchronized void doubtSends(Function<SendFrame, @Nullable Error> doubt) {
    this.doubt = doubt;
  }

  public synchronized void refusePulls(@Nullable Error error) {
    this.pullRefusal = error;
  }

  public synchronized void refuseReads(@Nullable Error error) {
    this.readRefusal = error;
  }

  /** Whether a sender gets its receipt before its own message is pushed. */
  public synchronized void receiptFirst(boolean first) {
    this.receiptFirst = first;
  }

  public synchronized void heartbeatMillis(long millis) {
    this.heartbeatMillis = millis;
  }

  public synchronized void pushSize(int messages) {
    this.pushSize = messages;
  }

  synchronized long heartbeatMillis() {
    return heartbeatMillis;
  }

  synchronized int pushSize() {
    return pushSize;
  }

  synchronized @Nullable Error pullRefusal() {
    return pullRefusal;
  }

  synchronized @Nullable Error readRefusal() {
    return readRefusal;
  }

  /** Stores a message of somebody who is not connected, and pushes it. */
  public synchronized Receipt send(String conversation, String sender, Content content) {
    FakeLog log = create(conversation, List.of());
    Receipt receipt = log.store(sender, content);
    sessions.values().forEach(FakeSession::chase);
    return receipt;
  }

  /** Stores many messages at once. */
  public synchronized void sendMany(String conversation, String sender, int count, int holes) {
    FakeLog log = create(conversation, List.of());
    for (int i = 0; i < count; i++) {
      log.skip(holes);
      log.store(sender, Content.newBuilder().setClientMsgId(sender + "-" + log.head()).build());
    }
    sessions.values().forEach(FakeSession::chase);
  }

  /** A connection begins; its frames go to the consumer, null is the end of the stream. */
  public synchronized FakeSession connect(Consumer<@Nullable ServerFrame> out) {
    return new FakeSession(this, out);
  }

  synchronized void register(FakeSession session) {
    FakeSession old = sessions.put(session.key(), session);
    if (old != null && old != session) {
      old.replaced();
    }
  }

  synchronized void unregister(FakeSession session) {
    sessions.remove(session.key(), session);
  }

  /** The outcome of an admitted send, either part. What is not kept is passed on once a number. */
  synchronized ServerFrame admit(FakeSession session, SendFrame send, boolean repeated) {
    Error refused = refusal.apply(send);
    if (refused != null) {
      return FakeSession.receipt(send, null, refused, null);
    }
    FakeLog log = logs.get(send.getConversation());
    if (log == null || !log.members.contains(session.user())) {
      Error error = Error.newBuilder().setReason("NOT_A_MEMBER").setMessage("no member").build();
      return FakeSession.receipt(send, null, error, null);
    }
    boolean stored = !send.getContent().hasStored() || send.getContent().getStored();
    Receipt receipt =
        stored ? log.store(session.user(), send.getContent()) : Receipt.getDefaultInstance();
    Error unknown = doubt.apply(send);
    ServerFrame answer = FakeSession.receipt(send, receipt, null, unknown);
    if (receiptFirst) {
      session.out(answer);
    }
    for (FakeSession each : List.copyOf(sessions.values())) {
      if (stored) {
        each.chase();
      } else if (!repeated && log.members.contains(each.user()) && each != session) {
        each.pushTransient(log, session.user(), send.getContent());
      }
    }
    if (!receiptFirst) {
      session.out(answer);
    }
    return answer;
  }

  /** The retry timer of every session goes off. */
  public synchronized void redeliver() {
    List.copyOf(sessions.values()).forEach(FakeSession::redeliver);
  }

  /** Every session hears of the heads that it has not acknowledged. */
  public synchronized void heartbeat() {
    List.copyOf(sessions.values()).forEach(FakeSession::heartbeat);
  }

  /** Tells everybody that there is something in the conversation. */
  public synchronized void poke(String conversation) {
    FakeLog log = create(conversation, List.of());
    for (FakeSession session : List.copyOf(sessions.values())) {
      session.out(ServerFrame.newBuilder().setPoke(poke(log)).build());
    }
  }

  /** Tells everybody to go away. */
  public synchronized void goAway(io.seqsvr.message.v1.GoAway goAway) {
    for (FakeSession session : List.copyOf(sessions.values())) {
      session.end(goAway);
    }
  }

  public synchronized int sessionCount() {
    return sessions.size();
  }

  /** A frame of a client, in the order of its stream. */
  public synchronized void onFrame(FakeSession session, ClientFrame frame) {
    session.onFrame(frame);
  }

  static Poke poke(FakeLog log) {
    return Poke.newBuilder()
        .setConversation(log.id)
        .setEpoch(log.epoch)
        .setHead(log.head())
        .build();
  }
}
