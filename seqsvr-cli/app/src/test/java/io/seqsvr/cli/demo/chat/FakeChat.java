package io.seqsvr.cli.demo.chat;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cli.demo.grpc.LinkFaults;
import io.seqsvr.message.client.ConversationInfo;
import io.seqsvr.message.client.Conversations;
import io.seqsvr.message.client.CursorStore;
import io.seqsvr.message.client.MessageClient;
import io.seqsvr.message.client.MessageListener;
import io.seqsvr.message.client.MessagePage;
import io.seqsvr.message.client.Outgoing;
import io.seqsvr.message.client.ReadState;
import io.seqsvr.message.client.SendReceipt;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A message service in memory that can be told to be wrong. Guarded by {@code this}. */
final class FakeChat implements ChatGateway, Conversations {
  /** What is wrong with it. */
  enum Flaw {
    LOSES_ONE,
    LOSES_THE_LAST,
    SHOWS_ONE_TWICE,
    WRONG_UNREAD,
    WRONG_LIST,
    REPEAT_IS_NEW,
    ACCEPTS_CONFLICTS,
    REFUSES_ONE,
    NOT_REDELIVERING,
    NO_CUTS,
    NO_LOST_ACKS,
    NO_LOST_RECEIPTS,
    STOPS_A_DEVICE,
    BREAKS_DOWN
  }

  /** The message that something happens to; in the middle of a group. */
  private static final String MARKED = ClientIds.of(51);

  private final Set<Flaw> flaws = EnumSet.noneOf(Flaw.class);
  private final Map<String, FakeLog> logs = new TreeMap<>();
  private final Map<String, FakeDevice> devices = new TreeMap<>();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger mostUnderWay = new AtomicInteger();
  private long cuts;
  private int messagesAKill = Integer.MAX_VALUE;
  private int kills;

  FakeChat(Flaw... flaws) {
    this.flaws.addAll(List.of(flaws));
  }

  /** Holds each message back until so many kills have happened as should have before it. */
  synchronized void holdBack(int messages) {
    messagesAKill = messages;
  }

  /** A kill has happened. */
  synchronized void killed() {
    kills++;
    notifyAll();
  }

  boolean has(Flaw flaw) {
    return flaws.contains(flaw);
  }

  @Override
  public Conversations conversations() {
    return this;
  }

  @Override
  public synchronized MessageClient open(
      String user, CursorStore cursors, MessageListener listener) {
    FakeDevice device = new FakeDevice(this, user, cursors, listener);
    devices.put(user, device);
    logs.values().forEach(log -> device.chase(log));
    if (has(Flaw.STOPS_A_DEVICE)) {
      listener.onStopped("another connection has replaced it");
    }
    return device;
  }

  synchronized void closed(String user, FakeDevice device) {
    devices.remove(user, device);
  }

  @Override
  public synchronized boolean cut(String user) {
    if (has(Flaw.NO_CUTS) || !devices.containsKey(user)) {
      return false;
    }
    cuts++;
    return true;
  }

  @Override
  public synchronized LinkFaults linkFaults() {
    return new LinkFaults(has(Flaw.NO_LOST_ACKS) ? 0 : 3, has(Flaw.NO_LOST_RECEIPTS) ? 0 : 3, cuts);
  }

  @Override
  public synchronized boolean createGroup(String conversation, List<String> members) {
    return logs.putIfAbsent(conversation, new FakeLog(conversation, members)) == null;
  }

  @Override
  public synchronized String createPair(String userA, String userB) {
    String id = "single:" + userA + ":" + userB;
    logs.putIfAbsent(id, new FakeLog(id, List.of(userA, userB)));
    return id;
  }

  @Override
  public synchronized int addMembers(String conversation, List<String> users) {
    return log(conversation).add(users);
  }

  @Override
  public int removeMembers(String conversation, List<String> users) {
    throw new UnsupportedOperationException();
  }

  @Override
  public synchronized List<ConversationInfo> list(String user) {
    List<ConversationInfo> infos = new ArrayList<>();
    for (FakeLog log : logs.values()) {
      if (log.hasMember(user)) {
        long unread = log.unread(user) + (has(Flaw.WRONG_LIST) ? 1 : 0);
        infos.add(
            new ConversationInfo(
                log.id(), 1, log.head(), 0, OptionalLong.empty(), log.readSeq(user), unread));
      }
    }
    return infos;
  }

  @Override
  public SendReceipt send(String conversation, String sender, Outgoing message) {
    mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
    try {
      return append(conversation, sender, message);
    } finally {
      underWay.decrementAndGet();
    }
  }

  /** Most sends that were under way at a time. */
  int mostUnderWay() {
    return mostUnderWay.get();
  }

  private synchronized SendReceipt append(String conversation, String sender, Outgoing message) {
    awaitKills(ClientIds.message(message.clientMsgId()).orElse(0) / messagesAKill);
    boolean marked = message.clientMsgId().equals(MARKED);
    if (marked && has(Flaw.BREAKS_DOWN)) {
      throw new IllegalStateException("no such luck");
    }
    if (marked && has(Flaw.REFUSES_ONE)) {
      throw SeqsvrException.of(ErrorReason.NOT_A_MEMBER, "who are you?");
    }
    FakeLog log = log(conversation);
    SendReceipt receipt =
        log.append(sender, message, has(Flaw.REPEAT_IS_NEW), has(Flaw.ACCEPTS_CONFLICTS));
    devices.values().forEach(device -> device.chase(log));
    return receipt;
  }

  /** How often a device is to show a message. */
  int copies(String clientMsgId, boolean last) {
    boolean marked = clientMsgId.equals(MARKED);
    if ((marked && has(Flaw.LOSES_ONE)) || (last && has(Flaw.LOSES_THE_LAST))) {
      return 0;
    }
    return marked && has(Flaw.SHOWS_ONE_TWICE) ? 2 : 1;
  }

  @Override
  public MessagePage pull(
      String user, String conversation, long afterSeq, long upToSeq, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public synchronized ReadState markRead(String user, String conversation, long readSeq) {
    log(conversation).markRead(user, readSeq);
    return unread(user, List.of(conversation)).get(0);
  }

  @Override
  public synchronized List<ReadState> unread(String user, List<String> conversations) {
    List<ReadState> states = new ArrayList<>();
    for (String conversation : conversations) {
      FakeLog log = log(conversation);
      long unread = log.unread(user) + (has(Flaw.WRONG_UNREAD) ? 1 : 0);
      states.add(new ReadState(conversation, log.readSeq(user), unread));
    }
    return states;
  }

  @Override
  public void close() {}

  private synchronized void awaitKills(int count) {
    try {
      while (kills < count) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private FakeLog log(String conversation) {
    FakeLog log = logs.get(conversation);
    if (log == null) {
      throw SeqsvrException.of(ErrorReason.CONVERSATION_NOT_FOUND, conversation);
    }
    return log;
  }
}
