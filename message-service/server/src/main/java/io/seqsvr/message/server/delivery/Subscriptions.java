package io.seqsvr.message.server.delivery;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.Visibility;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Which conversations a session follows, and from which cursor: those that the database lists when
 * the device connects, page by page, and those that the user joins later.
 *
 * <p>The {@code note} methods are for the lanes' threads: they change who follows at once, so that
 * no commit after a leave reaches the session, and leave the rest to an event. Changes are noted
 * before the heads of later commits, and carried out before heads that were taken earlier. All
 * other methods are confined to the session.
 */
final class Subscriptions {
  private final SessionParts parts;
  private final DeviceSession session;
  private final String user;
  private final Begin begin;
  private final Map<String, Cursor> cursors;
  private final Feed feed;
  private final ReadQueue reads;
  private final FrameSink sink;
  private final Mailbox.Signal changed;

  private final Map<String, HeadJournal.Mark> heads = new ConcurrentHashMap<>();
  private final Map<String, Long> leftSeqs = new ConcurrentHashMap<>();
  private final Queue<Change> changes = new ConcurrentLinkedQueue<>();
  private final AtomicInteger changesWaiting = new AtomicInteger();
  private volatile boolean overrun;
  private volatile boolean closed;

  private @Nullable String loadAfter = "";
  private boolean loading;

  Subscriptions(
      SessionParts parts,
      DeviceSession session,
      HelloAssembly.Done hello,
      Feed feed,
      ReadQueue reads,
      FrameSink sink,
      Mailbox mailbox) {
    this.parts = parts;
    this.session = session;
    this.user = hello.user();
    this.begin = hello.begin();
    this.cursors = new HashMap<>(hello.cursors());
    this.feed = feed;
    this.reads = reads;
    this.sink = sink;
    this.changed = mailbox.new Signal(this::drain);
  }

  private record Change(boolean joined, Visibility visibility) {}

  // ---- the lanes' threads ----

  void noteHead(HeadJournal.Mark mark) {
    heads.put(mark.conversation(), mark);
    changed.raise();
  }

  void noteJoined(Visibility visibility) {
    leftSeqs.remove(visibility.conversation());
    if (!note(new Change(true, visibility))) {
      return; // the session ends, and would not know that it has to unfollow
    }
    parts.registry().follow(visibility.conversation(), session);
    if (closed) {
      parts.registry().unfollow(visibility.conversation(), session);
    }
  }

  void noteLeft(Visibility visibility) {
    leftSeqs.put(visibility.conversation(), visibility.leftSeq());
    parts.registry().unfollow(visibility.conversation(), session);
    var unused = note(new Change(false, visibility));
  }

  private boolean note(Change change) {
    if (changesWaiting.get() < parts.settings().maxQueuedEvents()
        && leftSeqs.size() <= parts.settings().maxConversationsPerSession()) {
      changesWaiting.incrementAndGet();
      changes.add(change);
      changed.raise();
      return true;
    }
    overrun = true;
    session.overrun();
    return false;
  }

  // ---- the session ----

  /** Reads the next page of conversations, if there is one and none is being read. */
  void load() {
    String after = loadAfter;
    if (after == null || loading || !sink.isReady()) {
      return;
    }
    loading = true;
    int limit = parts.settings().visibilityPage();
    long before = parts.journal().position();
    reads.submit(
        () -> parts.reads().visibilities(user, after, limit),
        page -> onPage(page, limit, before),
        refusal -> {
          throw refusal;
        });
  }

  /**
   * Whether a membership has changed that the session does not know yet. If not, it knows of all
   * changes before any commit that the caller has seen.
   */
  boolean mayBeBehind() {
    return overrun || changesWaiting.get() > 0;
  }

  /** Whether all conversations that the database listed are followed. */
  boolean isLoaded() {
    return loadAfter == null;
  }

  /** Follows a conversation that was read from the database after a position of the journal. */
  void adopt(Visibility visibility, long before) {
    if (feed.chase(visibility.conversation()) == null) {
      begin(visibility, true);
      Optional<List<HeadJournal.Mark>> since = parts.journal().since(before);
      if (since.isEmpty()) {
        throw SeqsvrException.of(ErrorReason.OVERLOADED, "too many commits since the read");
      }
      catchUp(Set.of(visibility.conversation()), since.get());
    }
  }

  /** A cursor of the hello whose conversation has not been found. */
  @Nullable Cursor unusedCursor(String conversation) {
    return cursors.get(conversation);
  }

  void close() {
    closed = true;
    drain();
    feed.conversations().forEach(id -> parts.registry().unfollow(id, session));
  }

  private void onPage(List<Visibility> page, int limit, long before) {
    loading = false;
    Set<String> ids = new HashSet<>();
    for (Visibility visibility : page) {
      ids.add(visibility.conversation());
      Chase chase = feed.chase(visibility.conversation());
      if (chase == null) {
        begin(visibility, true);
      } else {
        check(chase, visibility.epoch());
        feed.onHead(chase, visibility.visibleHead());
      }
    }
    Optional<List<HeadJournal.Mark>> since = parts.journal().since(before);
    if (since.isEmpty()) {
      load(); // the same page again: its chases are there, and get the newer heads
      return;
    }
    catchUp(ids, since.get());
    loadAfter = page.size() < limit ? null : page.get(page.size() - 1).conversation();
    load();
  }

  private void catchUp(Set<String> ids, List<HeadJournal.Mark> marks) {
    for (HeadJournal.Mark mark : marks) {
      if (ids.contains(mark.conversation())) {
        onMark(mark);
      }
    }
  }

  private void begin(Visibility visibility, boolean existedAtConnect) {
    String conversation = visibility.conversation();
    if (feed.size() >= parts.settings().maxConversationsPerSession()) {
      throw new SeqsvrException(
          ErrorReason.OVERLOADED,
          "the user has too many conversations for one connection",
          Map.of("limit", Integer.toString(parts.settings().maxConversationsPerSession())),
          null);
    }
    Chase chase = chaseFromCursor(visibility, existedAtConnect);
    if (visibility.isMember()) {
      parts.registry().follow(conversation, session);
      Long leftSeq = leftSeqs.get(conversation);
      if (leftSeq != null) {
        parts.registry().unfollow(conversation, session);
        chase.onLeft(leftSeq);
      }
    }
  }

  private Chase chaseFromCursor(Visibility visibility, boolean existedAtConnect) {
    Cursor cursor = cursors.remove(visibility.conversation());
    if (cursor == null) {
      boolean next = existedAtConnect && begin == Begin.NEXT;
      long from = next ? visibility.visibleHead() : visibility.visibleFrom();
      return feed.start(visibility, from, 0);
    }
    boolean otherLog = cursor.epoch() != 0 && cursor.epoch() != visibility.epoch();
    if (!otherLog && cursor.seq() <= visibility.headSeq()) {
      return feed.start(visibility, cursor.seq(), 0);
    }
    parts.observer().reset();
    sink.send(
        new Downlink.Reset(
            visibility.conversation(),
            visibility.epoch(),
            visibility.visibleFrom(),
            visibility.visibleHead()));
    return feed.start(visibility, visibility.visibleFrom(), cursor.seq());
  }

  private void drain() {
    List<HeadJournal.Mark> marks = new ArrayList<>();
    for (String conversation : List.copyOf(heads.keySet())) {
      HeadJournal.Mark mark = heads.remove(conversation);
      if (mark != null) {
        marks.add(mark);
      }
    }
    for (Change change = changes.poll(); change != null; change = changes.poll()) {
      changesWaiting.decrementAndGet();
      if (closed) {
        parts.registry().unfollow(change.visibility.conversation(), session);
      } else if (change.joined) {
        onJoined(change.visibility);
      } else {
        onLeft(change.visibility);
      }
    }
    marks.forEach(this::onMark);
  }

  private void onJoined(Visibility visibility) {
    Chase chase = feed.chase(visibility.conversation());
    if (chase == null) {
      begin(visibility, false);
      return;
    }
    check(chase, visibility.epoch());
    if (!chase.isMember()) {
      // a join that the chase was begun after has a lower seq than the leave that it knows
      if (visibility.joinedSeq() >= chase.lastVisible()) {
        feed.onRejoined(chase, visibility);
      }
    } else if (begin == Begin.NEXT && visibility.joinedSeq() < chase.acked()) {
      // the page that listed it was read after the join: what came since then is new, too
      long high = chase.high();
      feed.stop(chase);
      feed.start(visibility, visibility.joinedSeq(), high);
    }
  }

  private void onLeft(Visibility visibility) {
    Chase chase = feed.chase(visibility.conversation());
    if (chase != null) {
      chase.onLeft(visibility.leftSeq());
    }
  }

  private void onMark(HeadJournal.Mark mark) {
    Chase chase = feed.chase(mark.conversation());
    if (chase != null && !closed) {
      check(chase, mark.epoch());
      feed.onHead(chase, mark.head());
    }
  }

  private static void check(Chase chase, long epoch) {
    if (chase.epoch() != epoch) {
      throw new LogReplacedException();
    }
  }
}
