package io.seqsvr.message.server.delivery;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.LogPage;
import io.seqsvr.message.server.core.MessageLog;
import io.seqsvr.message.server.core.Visibility;
import java.util.ArrayDeque;
import java.util.Optional;

/** What a session has while it is live: feed, subscriptions, sends. Confined to its session. */
final class LiveDevice {
  private final SessionParts parts;
  private final DeviceSession session;
  private final String user;
  private final String device;
  private final FrameSink sink;
  private final ReadQueue reads;
  private final Feed feed;
  private final Subscriptions subscriptions;
  private final Sends sends;
  private final ArrayDeque<Uplink.Pull> pulls = new ArrayDeque<>();
  private boolean pulling;

  LiveDevice(
      SessionParts parts,
      MessageLog log,
      DeviceSession session,
      HelloAssembly.Done hello,
      FrameSink sink,
      ReadQueue reads,
      Mailbox mailbox) {
    this.parts = parts;
    this.session = session;
    this.user = hello.user();
    this.device = hello.device();
    this.sink = sink;
    this.reads = reads;
    this.feed = new Feed(parts, user, sink, reads);
    this.subscriptions = new Subscriptions(parts, session, hello, feed, reads, sink, mailbox);
    this.sends = new Sends(parts, log, session, user, feed, reads, sink, mailbox);
  }

  Feed feed() {
    return feed;
  }

  /** Thread-safe for its note methods. */
  Subscriptions subscriptions() {
    return subscriptions;
  }

  /** Whether the session has room for what another frame may ask for. */
  boolean mayTakeMore() {
    return reads.size() + pulls.size() < parts.settings().maxQueuedReads()
        && sends.inFlight() < parts.settings().maxSendsInFlight();
  }

  /**
   * Carries a frame out.
   *
   * @throws SeqsvrException INVALID_ARGUMENT if it breaks the protocol
   */
  void handle(Uplink frame) {
    if (frame instanceof Uplink.Send send) {
      sends.onSend(send);
    } else if (frame instanceof Uplink.BadSend bad) {
      sends.onBadSend(bad);
    } else if (frame instanceof Uplink.Ack ack) {
      onAck(ack);
    } else if (frame instanceof Uplink.Pull pull) {
      pulls.add(pull);
    } else if (frame instanceof Uplink.BadPull bad) {
      sink.send(new Downlink.PageRefused(bad.requestId(), bad.refusal()));
    } else if (frame instanceof Uplink.Read read) {
      onRead(read);
    } else if (frame instanceof Uplink.BadRead bad) {
      sink.send(new Downlink.ReadRefused(bad.refusal()));
    } else if (frame instanceof Uplink.Hello) {
      throw SeqsvrException.invalidArgument("frame", "only one hello", "another one");
    }
  }

  /**
   * Sends what may be sent, and reads which conversations there are. Pages are large, so the next
   * one is only read when the transport has taken the last one.
   */
  void pump() {
    while (!pulling && !pulls.isEmpty() && sink.isReady()) {
      onPull(pulls.remove());
    }
    subscriptions.load();
    feed.pump();
  }

  void close() {
    parts.registry().release(user, device, session);
    subscriptions.close();
  }

  private void onAck(Uplink.Ack ack) {
    Chase chase = feed.chase(ack.conversation());
    if (chase != null) {
      feed.onAck(chase, ack.seq());
      return;
    }
    Cursor cursor = subscriptions.unusedCursor(ack.conversation());
    long high = cursor == null ? 0 : cursor.seq();
    if (ack.seq() > high) {
      throw SeqsvrException.invalidArgument("ack.seq", "0.." + high, Long.toString(ack.seq()));
    }
  }

  private void onPull(Uplink.Pull pull) {
    Chase chase = feed.chase(pull.conversation());
    Optional<LogPage> recent = chase == null ? Optional.empty() : recentPage(chase, pull);
    if (recent.isPresent()) {
      onPage(pull, recent.get(), 0);
      return;
    }
    long before = parts.journal().position();
    pulling = true;
    reads.submit(
        () ->
            parts
                .reads()
                .page(
                    user,
                    pull.conversation(),
                    pull.afterSeq(),
                    pull.upToSeq(),
                    pull.limit(),
                    parts.settings().pageBytes()),
        page -> {
          pulling = false;
          onPage(pull, page, before);
        },
        refusal -> {
          pulling = false;
          sink.send(new Downlink.PageRefused(pull.requestId(), refusal));
        });
  }

  private Optional<LogPage> recentPage(Chase chase, Uplink.Pull pull) {
    if (!chase.isMember()) {
      return Optional.empty();
    }
    Optional<RecentMessages.Range> recent =
        parts
            .recent()
            .range(
                chase.conversation(),
                chase.epoch(),
                Math.max(pull.afterSeq(), chase.visibleFrom()),
                pull.upToSeq(),
                pull.limit(),
                parts.settings().pageBytes());
    // After the look at the messages: a leave is noted before what is committed after it.
    if (subscriptions.mayBeBehind()) {
      return Optional.empty();
    }
    return recent.map(
        range ->
            new LogPage(
                chase.visibility(range.head()),
                range.messages(),
                range.coveredTo(),
                range.coveredTo() < Math.min(pull.upToSeq(), range.head())));
  }

  private void onPage(Uplink.Pull pull, LogPage page, long before) {
    Visibility visibility = page.visibility();
    subscriptions.adopt(visibility, before);
    Chase chase = feed.chase(visibility.conversation());
    if (chase == null || chase.epoch() != visibility.epoch()) {
      throw new LogReplacedException();
    }
    feed.onPulled(chase, pull.afterSeq(), page);
    parts.observer().pulled(page.messages().size());
    sink.send(new Downlink.PageAnswer(pull.requestId(), page));
  }

  private void onRead(Uplink.Read read) {
    reads.submit(
        () -> parts.reads().markRead(user, read.conversation(), read.readSeq()),
        state -> parts.registry().sessionsOf(user).forEach(each -> each.noteRead(state)),
        refusal -> sink.send(new Downlink.ReadRefused(refusal)));
  }
}
