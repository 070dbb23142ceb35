package io.seqsvr.message.server.delivery;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.message.server.core.LogListener;
import io.seqsvr.message.server.core.MessageLog;
import io.seqsvr.message.server.core.MessageReads;
import io.seqsvr.message.server.core.ReadState;
import io.seqsvr.message.server.core.StoredMessage;
import io.seqsvr.message.server.core.Visibility;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * All connections of one server. Hears of every commit of its lanes and tells the sessions.
 *
 * <p>Thread-safe; no method blocks. The listener methods are called by the lanes, those of one
 * conversation in the order of its commits.
 */
public final class Delivery implements LogListener, AutoCloseable {
  private static final int JOURNAL_COMMITS = 1 << 16;

  private final SessionParts parts;
  private final Set<DeviceSession> sessions = ConcurrentHashMap.newKeySet();
  private final AtomicInteger open = new AtomicInteger();
  private volatile boolean closed;

  /**
   * @param sessionExecutor runs the sessions; takes at most one task for each and must never refuse
   *     one
   * @param readExecutor runs what blocks; bounded: refuses when it is full
   * @param random thread-safe
   */
  public Delivery(
      MessageReads reads,
      RecentMessages recent,
      Executor sessionExecutor,
      Executor readExecutor,
      Timers timers,
      MonotonicClock clock,
      InstantSource instants,
      RandomGenerator random,
      DeliverySettings settings,
      DeliveryObserver observer) {
    this.parts =
        new SessionParts(
            reads,
            recent,
            new HeadJournal(JOURNAL_COMMITS),
            new SessionRegistry(settings.maxSessionsPerUser()),
            sessionExecutor,
            readExecutor,
            timers,
            clock,
            instants,
            random,
            settings,
            observer);
  }

  /**
   * A device has connected; its hello is to come.
   *
   * @param log where the session's messages go
   * @return the session; it has sent the device away already if there are too many, or the server
   *     stops
   */
  public DeviceSession connect(MessageLog log, FrameSink sink) {
    DeviceSession session = new DeviceSession(parts, log, sink, this::onClosed);
    parts.observer().sessionOpened();
    sessions.add(session);
    int now = open.incrementAndGet();
    if (closed) {
      session.sendAway(Downlink.GoAway.Reason.UNAVAILABLE, "the server stops");
    } else if (now > parts.settings().maxSessions()) {
      session.sendAway(Downlink.GoAway.Reason.UNAVAILABLE, "too many devices are connected");
    } else {
      session.begin();
    }
    return session;
  }

  /** Who is connected. */
  SessionRegistry registry() {
    return parts.registry();
  }

  /** Number of connections. */
  public int sessions() {
    return open.get();
  }

  /**
   * Passes on a message that is not kept to every device that is connected.
   *
   * @throws SeqsvrException NOT_A_MEMBER if the sender is none, by what the database says
   */
  public void passOn(TransientMessage message, Visibility ofSender) {
    if (!ofSender.isMember()) {
      throw SeqsvrException.of(ErrorReason.NOT_A_MEMBER, "the user is no member");
    }
    parts
        .registry()
        .followersOf(message.conversation())
        .forEach(session -> session.offer(ofSender.epoch(), message));
  }

  /** Tells the user's devices how far the user has read. */
  public void onRead(String user, ReadState state) {
    parts.registry().sessionsOf(user).forEach(session -> session.noteRead(state));
  }

  @Override
  public void onMessages(String conversation, long epoch, List<StoredMessage> messages) {
    if (messages.isEmpty()) {
      return;
    }
    parts.recent().append(conversation, epoch, messages);
    HeadJournal.Mark mark =
        new HeadJournal.Mark(conversation, epoch, messages.get(messages.size() - 1).seq());
    // the journal first: see SessionRegistry
    parts.journal().append(mark);
    parts.registry().followersOf(conversation).forEach(session -> session.noteHead(mark));
  }

  @Override
  public void onJoined(List<String> users, Visibility visibility) {
    for (String user : users) {
      parts.registry().sessionsOf(user).forEach(session -> session.noteJoined(visibility));
    }
  }

  @Override
  public void onLeft(List<String> users, Visibility visibility) {
    for (String user : users) {
      parts.registry().sessionsOf(user).forEach(session -> session.noteLeft(visibility));
    }
  }

  /**
   * Sends every device away, with a jittered hint when to come back. Returns at once; the sessions
   * do it on their executor.
   */
  @Override
  public void close() {
    closed = true;
    sessions.forEach(
        session -> session.sendAway(Downlink.GoAway.Reason.UNAVAILABLE, "the server stops"));
  }

  private void onClosed(DeviceSession session) {
    if (sessions.remove(session)) {
      open.decrementAndGet();
      parts.observer().sessionClosed();
    }
  }
}
