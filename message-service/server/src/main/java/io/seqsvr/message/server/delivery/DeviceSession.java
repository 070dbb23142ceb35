package io.seqsvr.message.server.delivery;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.MessageLog;
import io.seqsvr.message.server.core.ReadState;
import io.seqsvr.message.server.core.Visibility;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection of one device.
 *
 * <pre>
 * From    =&gt; To       when
 * HELLO   =&gt; OPENING  the last frame of the hello
 * OPENING =&gt; LIVE     the session has its epoch and is the one of its device; says welcome
 * any     =&gt; CLOSED   the device is gone, was silent, took no frames or broke the protocol; a newer
 *                     session has the device; the database does not answer at the start; the server
 *                     stops
 * </pre>
 *
 * <p>Public methods are thread-safe and do not block: everything happens in one event after the
 * other of the mailbox.
 */
public final class DeviceSession {
  private static final int SILENT_INTERVALS = 3;

  /** What is true of a session. */
  enum Phase {
    /** Nobody knows whose it is. */
    HELLO,

    /** It is known whose it is, and not whether it is the newest. */
    OPENING,

    /** Both sides send what they have. */
    LIVE,

    /** Nothing is sent any more, and nothing is kept. */
    CLOSED
  }

  private final SessionParts parts;
  private final MessageLog log;
  private final FrameSink sink;
  private final Consumer<DeviceSession> onClosed;
  private final Mailbox mailbox;
  private final Mailbox.Signal ready;
  private final Mailbox.Signal readStatesCame;
  private final Mailbox.Signal overrun;
  private final ReadQueue reads;
  private final HelloAssembly hello;
  private final SessionAlarm alarm;
  private final Map<String, ReadState> readStates = new ConcurrentHashMap<>();
  private final long startedNanos;

  private Phase phase = Phase.HELLO;
  private volatile @Nullable LiveDevice live;
  private @Nullable Runnable heldBack;
  private long heardNanos;
  private long heartbeatDueNanos;

  DeviceSession(
      SessionParts parts, MessageLog log, FrameSink sink, Consumer<DeviceSession> onClosed) {
    this.parts = parts;
    this.log = log;
    this.sink = sink;
    this.onClosed = onClosed;
    this.mailbox =
        new Mailbox(
            parts.sessions(), parts.settings().maxQueuedEvents(), this::afterTurn, this::onFailure);
    this.ready = mailbox.new Signal(() -> {});
    this.readStatesCame = mailbox.new Signal(this::tellReadStates);
    this.overrun =
        mailbox
        .new Signal(
            () ->
                goAway(
                    Downlink.GoAway.Reason.UNAVAILABLE,
                    SeqsvrException.of(ErrorReason.OVERLOADED, "too many changes at once")));
    this.reads = new ReadQueue(parts.readers(), mailbox);
    this.hello = new HelloAssembly(parts.settings().maxConversationsPerSession());
    this.alarm = new SessionAlarm(parts.timers(), parts.clock(), mailbox, this::onAlarm);
    this.startedNanos = parts.clock().nanoTime();
    this.heardNanos = startedNanos;
    this.heartbeatDueNanos = startedNanos + parts.settings().heartbeatNanos();
  }

  // ---- the transport ----

  /**
   * A frame came.
   *
   * @param taken run when the next frame may come; never if the session is closed
   */
  public void onFrame(Uplink frame, Runnable taken) {
    mailbox.put(
        () -> {
          if (phase != Phase.CLOSED) {
            heardNanos = parts.clock().nanoTime();
            heldBack = taken;
            handle(frame);
          }
        });
  }

  /** The transport takes frames again. */
  public void onReady() {
    ready.raise();
  }

  /** The device is gone: it closed the stream, or the connection broke. */
  public void onGone() {
    mailbox.put(
        () -> {
          if (phase != Phase.CLOSED) {
            sink.end();
            close();
          }
        });
  }

  // ---- the server ----

  void begin() {
    mailbox.put(() -> {});
  }

  void noteHead(HeadJournal.Mark mark) {
    LiveDevice device = live;
    if (device != null) {
      device.subscriptions().noteHead(mark);
    }
  }

  void noteJoined(Visibility visibility) {
    LiveDevice device = live;
    if (device != null) {
      device.subscriptions().noteJoined(visibility);
    }
  }

  void noteLeft(Visibility visibility) {
    LiveDevice device = live;
    if (device != null) {
      device.subscriptions().noteLeft(visibility);
    }
  }

  /** The user has read that far. */
  void noteRead(ReadState state) {
    readStates.merge(
        state.conversation(), state, (old, now) -> now.readSeq() >= old.readSeq() ? now : old);
    readStatesCame.raise();
  }

  /** More came than is kept: the device has to connect anew. */
  void overrun() {
    overrun.raise();
  }

  /** A message that is not kept; dropped if there is no room for it. */
  void offer(long epoch, TransientMessage message) {
    boolean taken =
        mailbox.offer(
            () -> {
              LiveDevice device = live;
              if (device == null || phase != Phase.LIVE) {
                return;
              }
              if (!sink.isReady()) {
                parts.observer().droppedTransient(DeliveryObserver.Drop.NOT_READY);
              } else if (!device.feed().hasCredit()) {
                parts.observer().droppedTransient(DeliveryObserver.Drop.NO_CREDIT);
              } else {
                sink.send(new Downlink.PushTransient(epoch, message));
              }
            });
    if (!taken) {
      parts.observer().droppedTransient(DeliveryObserver.Drop.QUEUE_FULL);
    }
  }

  /** Sends the device away. */
  void sendAway(Downlink.GoAway.Reason reason, String sentence) {
    mailbox.put(() -> goAway(reason, sentence, null));
  }

  // ---- in the mailbox ----

  boolean isClosed() {
    return phase == Phase.CLOSED;
  }

  private void handle(Uplink frame) {
    if (frame instanceof Uplink.Broken broken) {
      goAway(Downlink.GoAway.Reason.INVALID, broken.refusal());
      return;
    }
    try {
      LiveDevice device = live;
      if (phase == Phase.LIVE && device != null) {
        device.handle(frame);
      } else if (phase == Phase.HELLO && frame instanceof Uplink.Hello first) {
        hello.add(first).ifPresent(this::open);
      } else {
        throw SeqsvrException.invalidArgument("frame", "a hello", frame.getClass().getSimpleName());
      }
    } catch (SeqsvrException e) {
      if (e.reason() != ErrorReason.INVALID_ARGUMENT) {
        throw e;
      }
      goAway(Downlink.GoAway.Reason.INVALID, e);
    }
  }

  private void open(HelloAssembly.Done done) {
    phase = Phase.OPENING;
    long hello = parts.registry().nextHello();
    reads.submit(
        () -> parts.reads().openSession(done.user(), done.device()),
        epoch -> onOpened(done, hello, epoch),
        refusal -> goAway(Downlink.GoAway.Reason.UNAVAILABLE, refusal));
  }

  private void onOpened(HelloAssembly.Done done, long hello, long sessionEpoch) {
    if (phase != Phase.OPENING) {
      return;
    }
    LiveDevice device = new LiveDevice(parts, log, this, done, sink, reads, mailbox);
    live = device;
    SessionRegistry.Claimed claimed =
        parts.registry().claim(done.user(), done.device(), hello, this);
    if (claimed instanceof SessionRegistry.Claimed.TooMany tooMany) {
      goAway(
          Downlink.GoAway.Reason.UNAVAILABLE,
          new SeqsvrException(
              ErrorReason.OVERLOADED,
              "the user has too many devices connected",
              Map.of("limit", Integer.toString(tooMany.limit())),
              parts.shortWait()));
    } else if (claimed instanceof SessionRegistry.Claimed.Older) {
      goAway(Downlink.GoAway.Reason.REPLACED, "the device has connected anew", null);
    } else {
      if (claimed instanceof SessionRegistry.Claimed.Yes yes && yes.replaced() != null) {
        yes.replaced().sendAway(Downlink.GoAway.Reason.REPLACED, "the device has connected anew");
      }
      phase = Phase.LIVE;
      heardNanos = parts.clock().nanoTime();
      heartbeatDueNanos = heardNanos + parts.settings().heartbeatNanos();
      DeliverySettings settings = parts.settings();
      sink.send(
          new Downlink.Welcome(
              sessionEpoch,
              settings.heartbeatNanos() / 1_000_000,
              settings.windowMessages(),
              settings.windowBytes()));
    }
  }

  private void afterTurn() {
    LiveDevice device = live;
    if (phase == Phase.CLOSED) {
      return;
    }
    long dueNanos = startedNanos + parts.settings().helloNanos();
    boolean mayTakeMore = phase == Phase.HELLO;
    if (phase == Phase.LIVE && device != null) {
      device.pump();
      dueNanos = device.feed().nextDueNanos(heartbeatDueNanos);
      mayTakeMore = sink.isReady() && device.mayTakeMore();
    }
    alarm.ringAt(dueNanos);
    Runnable next = heldBack;
    if (next != null && mayTakeMore) {
      heldBack = null;
      next.run();
    }
  }

  private void onAlarm() {
    long now = parts.clock().nanoTime();
    LiveDevice device = live;
    if (phase == Phase.LIVE && device != null) {
      onLiveAlarm(device, now);
    } else if (phase == Phase.HELLO && now - startedNanos >= parts.settings().helloNanos()) {
      // The server may be the slow one, and whoever is called invalid never comes back.
      goAway(Downlink.GoAway.Reason.UNAVAILABLE, "no hello came in time", null);
    } else if (phase == Phase.OPENING && now - startedNanos >= parts.settings().helloNanos()) {
      goAway(
          Downlink.GoAway.Reason.UNAVAILABLE,
          SeqsvrException.of(ErrorReason.STORE_UNAVAILABLE, "the database does not answer"));
    }
  }

  private void onLiveAlarm(LiveDevice device, long now) {
    long interval = parts.settings().heartbeatNanos();
    if (now - heardNanos >= SILENT_INTERVALS * interval) {
      if (!sink.isReady()) {
        goAway(Downlink.GoAway.Reason.SLOW, "the device took no frames", null);
        return;
      }
      if (heldBack == null) {
        goAway(Downlink.GoAway.Reason.UNAVAILABLE, "the device was silent", null);
        return;
      }
    }
    device.feed().onTimer();
    if (now - heartbeatDueNanos >= 0) {
      heartbeatDueNanos = now + interval;
      if (sink.isReady()) {
        sink.send(new Downlink.Heartbeat(parts.instants().millis(), device.feed().takeDigest()));
      }
    }
  }

  private void tellReadStates() {
    for (String conversation : List.copyOf(readStates.keySet())) {
      ReadState state = readStates.remove(conversation);
      if (state != null && phase == Phase.LIVE) {
        sink.send(new Downlink.ReadAnswer(state));
      }
    }
  }

  private void onFailure(RuntimeException failure) {
    if (failure instanceof SeqsvrException refusal) {
      goAway(Downlink.GoAway.Reason.UNAVAILABLE, refusal);
      return;
    }
    if (!(failure instanceof LogReplacedException)) {
      parts.observer().failed(failure);
    }
    goAway(Downlink.GoAway.Reason.UNAVAILABLE, "connect again", null);
  }

  private void goAway(Downlink.GoAway.Reason reason, SeqsvrException refusal) {
    goAway(reason, refusal.getMessage(), refusal);
  }

  private void goAway(
      Downlink.GoAway.Reason reason, String sentence, @Nullable SeqsvrException refusal) {
    if (phase == Phase.CLOSED) {
      return;
    }
    long wait =
        Optional.ofNullable(refusal)
            .flatMap(SeqsvrException::retryAfter)
            .map(floor -> parts.reconnectMillis(floor.toMillis()))
            .orElseGet(parts::reconnectMillis);
    sink.send(new Downlink.GoAway(reason, sentence, refusal, wait));
    sink.end();
    parts.observer().sentAway(reason);
    close();
  }

  private void close() {
    phase = Phase.CLOSED;
    heldBack = null;
    alarm.cancel();
    reads.close();
    LiveDevice device = live;
    if (device != null) {
      device.close();
    }
    onClosed.accept(this);
  }
}
