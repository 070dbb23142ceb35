package io.seqsvr.message.server.delivery;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.LogPage;
import io.seqsvr.message.server.core.StoredMessage;
import io.seqsvr.message.server.core.Visibility;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The conversations of one session and what is sent of them: in turns over those that have more, a
 * few messages a turn, as far as window and transport allow. Bodies come from the recent messages
 * or from one page at a time that is read from the database; none is queued.
 *
 * <p>Confined to its session.
 */
final class Feed {
  private static final int MESSAGES_A_TURN = 32;
  private static final int LOOKED_AT_A_TURN = 64;
  private static final long READ_AGAIN_NANOS = 500_000_000L;

  private final SessionParts parts;
  private final String user;
  private final FrameSink sink;
  private final ReadQueue reads;
  private final Window window;
  private final Map<String, Chase> chases = new HashMap<>();
  private final ArrayDeque<Chase> turns = new ArrayDeque<>();
  private final Set<Chase> inTurns = new HashSet<>();
  private final Set<Chase> inFlight = new LinkedHashSet<>();
  private final Set<Chase> untold = new LinkedHashSet<>();
  private boolean reading;
  private @Nullable Page page;
  private long readAgainAtNanos;
  private boolean readAgain;

  Feed(SessionParts parts, String user, FrameSink sink, ReadQueue reads) {
    this.parts = parts;
    this.user = user;
    this.sink = sink;
    this.reads = reads;
    this.window = new Window(parts.settings().windowMessages(), parts.settings().windowBytes());
  }

  /** A part of a conversation that was read for a chase. */
  private record Page(Chase chase, long after, LogPage log) {}

  /** What came of a turn. */
  private enum Turn {
    SENT,
    WAITS,
    NOTHING
  }

  @Nullable Chase chase(String conversation) {
    return chases.get(conversation);
  }

  int size() {
    return chases.size();
  }

  /** What is followed. */
  Set<String> conversations() {
    return chases.keySet();
  }

  /** Whether unkept messages may take room. */
  boolean hasCredit() {
    return window.roomMessages(0) > 0 && window.roomBytes(0) > 0;
  }

  /** Follows a conversation from a cursor. */
  Chase start(Visibility visibility, long cursor, long staleAck) {
    Chase chase = new Chase(visibility, cursor, staleAck, window, parts);
    chases.put(visibility.conversation(), chase);
    if (chase.hasMore()) {
      untold.add(chase);
      enqueue(chase);
    }
    return chase;
  }

  /** Follows it no more. */
  void stop(Chase chase) {
    chase.close();
    chases.remove(chase.conversation());
    inFlight.remove(chase);
    untold.remove(chase);
    if (inTurns.remove(chase)) {
      turns.remove(chase);
    }
    if (page != null && page.chase == chase) {
      page = null;
    }
  }

  /** A conversation has a new head. */
  void onHead(Chase chase, long head) {
    if (chase.onHead(head)) {
      untold.add(chase);
      enqueue(chase);
    }
  }

  /** A rejoined user sees more. */
  void onRejoined(Chase chase, Visibility visibility) {
    chase.onRejoined(visibility);
    untold.add(chase);
    settle(chase);
  }

  /** The device has applied everything up to a seq. */
  void onAck(Chase chase, long seq) {
    if (chase.onAck(seq, now())) {
      parts.observer().acknowledged();
      settle(chase);
    }
  }

  /** A page was sent for a pull. */
  void onPulled(Chase chase, long after, LogPage log) {
    if (chase.onPulled(after, log.coveredTo(), log.messages(), now())) {
      parts.observer().laggingEnded();
    }
    onHead(chase, log.visibility().visibleHead());
    settle(chase);
  }

  /** Sends what is due again. */
  void onTimer() {
    long now = now();
    if (readAgain && now - readAgainAtNanos >= 0) {
      readAgain = false;
    }
    List<Chase> due = new ArrayList<>();
    for (Chase chase : inFlight) {
      if (now - chase.retryDueNanos() >= 0) {
        due.add(chase);
      }
    }
    for (Chase chase : due) {
      if (chase.onRetryDue()) {
        parts.observer().laggingBegan();
      }
      settle(chase);
    }
  }

  /** When {@link #onTimer} is due, if that is before a time. */
  long nextDueNanos(long before) {
    long due = before;
    for (Chase chase : inFlight) {
      due = chase.retryDueNanos() - due < 0 ? chase.retryDueNanos() : due;
    }
    return readAgain && readAgainAtNanos - due < 0 ? readAgainAtNanos : due;
  }

  /** The heads that have changed since the last digest and are not acknowledged, at most a few. */
  List<Downlink.Poke> takeDigest() {
    List<Downlink.Poke> heads = new ArrayList<>();
    Iterator<Chase> changed = untold.iterator();
    while (changed.hasNext() && heads.size() < parts.settings().digestHeads()) {
      Chase chase = changed.next();
      changed.remove();
      if (!chase.isAcknowledged()) {
        heads.add(new Downlink.Poke(chase.conversation(), chase.epoch(), chase.head()));
      }
    }
    return heads;
  }

  /** Sends what may be sent now. */
  void pump() {
    Page held = page;
    if (held != null && sink.isReady()) {
      page = null;
      if (inTurns.contains(held.chase)) {
        send(held.chase, held);
      }
    }
    int looked = 0;
    while (looked < Math.min(turns.size(), LOOKED_AT_A_TURN) && sink.isReady()) {
      Chase chase = turns.remove();
      switch (serve(chase)) {
        case SENT -> {
          turns.add(chase);
          looked = 0;
        }
        case WAITS -> {
          turns.add(chase);
          looked++;
        }
        case NOTHING -> inTurns.remove(chase);
      }
    }
  }

  private Turn serve(Chase chase) {
    if (chase.takePoke()) {
      sink.send(new Downlink.Poke(chase.conversation(), chase.epoch(), chase.head()));
      parts.observer().poked();
      return Turn.NOTHING;
    }
    if (!chase.hasMore() || chase.isBlocked()) {
      return Turn.NOTHING;
    }
    int room = roomMessages(chase);
    if (room < 1) {
      return Turn.WAITS;
    }
    Optional<RecentMessages.Range> recent =
        parts
            .recent()
            .range(
                chase.conversation(),
                chase.epoch(),
                chase.sent(),
                chase.head(),
                Math.min(room, MESSAGES_A_TURN),
                chase.roomBytes());
    if (recent.isPresent()) {
      parts.observer().recentMessages(true);
      return send(chase, recent.get().messages(), recent.get().coveredTo());
    }
    if (!reading && !readAgain) {
      parts.observer().recentMessages(false);
      read(chase, room);
    }
    return Turn.WAITS;
  }

  private int roomMessages(Chase chase) {
    int room = chase.roomMessages();
    return room > 0 && (chase.roomBytes() >= chase.neededBytes() || window.isEmpty()) ? room : 0;
  }

  private void read(Chase chase, int room) {
    reading = true;
    long after = chase.sent();
    long upTo = chase.head();
    int limit = Math.min(room, parts.settings().pageMessages());
    int maxBytes = (int) Math.max(1, Math.min(chase.roomBytes(), parts.settings().pageBytes()));
    reads.submit(
        () -> parts.reads().page(user, chase.conversation(), after, upTo, limit, maxBytes),
        log -> onRead(new Page(chase, after, log)),
        refusal -> onReadFailed(chase, refusal));
  }

  private void onRead(Page read) {
    reading = false;
    if (read.log.visibility().epoch() != read.chase.epoch()) {
      throw new LogReplacedException();
    }
    if (read.log.coveredTo() <= read.after) {
      readAgainLater();
    } else if (inTurns.contains(read.chase)) {
      page = read;
    }
  }

  private void onReadFailed(Chase chase, SeqsvrException refusal) {
    reading = false;
    if (refusal.reason() == ErrorReason.CONVERSATION_NOT_FOUND
        || refusal.reason() == ErrorReason.NOT_A_MEMBER) {
      stop(chase);
    } else {
      readAgainLater();
    }
  }

  private void readAgainLater() {
    readAgain = true;
    readAgainAtNanos =
        now() + (long) (READ_AGAIN_NANOS * (0.8 + 0.4 * parts.random().nextDouble()));
  }

  /** A page serves from wherever the chase stands in it; behind or beyond it, it is dropped. */
  private void send(Chase chase, Page held) {
    if (chase.isBlocked() || chase.sent() < held.after || chase.sent() >= held.log.coveredTo()) {
      return;
    }
    List<StoredMessage> rest = new ArrayList<>();
    for (StoredMessage message : held.log.messages()) {
      if (message.seq() > chase.sent()) {
        rest.add(message);
      }
    }
    var unused = send(chase, rest, held.log.coveredTo());
  }

  private Turn send(Chase chase, List<StoredMessage> messages, long coveredTo) {
    List<StoredMessage> fitting = fitting(chase, messages);
    if (fitting.isEmpty() && !messages.isEmpty()) {
      chase.onTooLarge(messages.get(0).body().size()); // or it would be read again at once
      return Turn.WAITS;
    }
    int again = 0;
    while (again < fitting.size() && fitting.get(again).seq() <= chase.high()) {
      again++;
    }
    push(chase, fitting.subList(0, again), true);
    push(chase, fitting.subList(again, fitting.size()), false);
    if (fitting.size() == messages.size()) {
      chase.onHole(coveredTo);
    }
    inFlight(chase);
    return chase.hasMore() ? Turn.SENT : Turn.NOTHING;
  }

  private List<StoredMessage> fitting(Chase chase, List<StoredMessage> messages) {
    int room = roomMessages(chase);
    long bytes = 0;
    int fitting = 0;
    for (StoredMessage message : messages) {
      bytes += message.body().size();
      boolean alone = window.isEmpty() && fitting == 0;
      if (fitting == room || (bytes > chase.roomBytes() && !alone)) {
        break;
      }
      fitting++;
    }
    return messages.subList(0, fitting);
  }

  private void push(Chase chase, List<StoredMessage> messages, boolean redelivery) {
    if (messages.isEmpty()) {
      return;
    }
    sink.send(new Downlink.Push(chase.conversation(), chase.epoch(), messages, redelivery));
    chase.onPushed(messages, now());
    if (redelivery) {
      parts.observer().redelivered(messages.size());
    } else {
      parts.observer().pushed(messages.size());
    }
  }

  private void settle(Chase chase) {
    inFlight(chase);
    enqueue(chase);
  }

  private void inFlight(Chase chase) {
    if (chase.hasFlights()) {
      inFlight.add(chase);
    } else {
      inFlight.remove(chase);
    }
  }

  private void enqueue(Chase chase) {
    if (inTurns.add(chase)) {
      turns.add(chase);
    }
  }

  private long now() {
    return parts.clock().nanoTime();
  }
}
