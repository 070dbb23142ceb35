package io.seqsvr.message.client.internal;

import io.seqsvr.api.time.MonotonicClock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connection of the device, made again whenever it is lost.
 *
 * <pre>
 *   WAITING    => LISTING:    the pause is over, and where to begin is not known yet
 *   WAITING    => CONNECTING: the pause is over
 *   LISTING    => CONNECTING: the last part of the list came
 *   CONNECTING => UP:         the welcome came
 *   any        => WAITING:    broken, silent for three intervals, no welcome in time, or sent away
 *   any        => STOPPED:    replaced, refused for good, or closed
 * </pre>
 *
 * <p>What an older connection still has to say is dropped: every event carries the attempt that it
 * belongs to. Confined to the loop.
 */
final class Session implements Uplink {
  /** The device's side. */
  interface Events {
    /** Where it stands. */
    List<Map.Entry<String, Position>> cursors();

    /** A conversation that is there already when the client begins. */
    void onHead(String conversation, Position head);

    void onUp();

    void onDown();

    void onFrame(ServerFrame frame);

    /** For good. */
    void onStopped(String reason);
  }

  /** Who connects, and how. */
  record Device(String user, String device, boolean beginWithNext) {}

  private enum State {
    /** No connection; a timer is armed. */
    WAITING,
    /** The heads of the conversations are being asked for. */
    LISTING,
    /** The hello was sent. */
    CONNECTING,
    /** Both sides may send. */
    UP,
    /** Nothing happens any more. */
    STOPPED
  }

  private static final int CURSORS_PER_HELLO = 1_000;
  private static final int MAX_CURSORS = 100_000;
  private static final int SILENT_INTERVALS = 3;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long MIN_INTERVAL_MILLIS = 10;
  private static final long DEFAULT_INTERVAL_MILLIS = 30_000;
  private static final long MAX_INTERVAL_MILLIS = 600_000;

  private final Device device;
  private final Dialer dialer;
  private final Loop loop;
  private final MonotonicClock clock;
  private final Tuning tuning;
  private final Backoff backoff;
  private final Tally tally;
  private final Events events;

  private State state = State.WAITING;
  private boolean listed;
  private @Nullable Attempt current;
  private @Nullable Link link;
  private @Nullable Cancellable timer;
  private int failures;
  private long intervalNanos;
  private long lastHeardNanos;
  private long lastSentNanos;

  Session(
      Device device,
      Dialer dialer,
      Loop loop,
      MonotonicClock clock,
      Tuning tuning,
      Backoff backoff,
      Tally tally,
      Events events) {
    this.device = device;
    this.dialer = dialer;
    this.loop = loop;
    this.clock = clock;
    this.tuning = tuning;
    this.backoff = backoff;
    this.tally = tally;
    this.events = events;
    this.listed = !device.beginWithNext();
  }

  void start() {
    if (listed) {
      connect();
    } else {
      list(new Attempt(), "");
    }
  }

  @Override
  public boolean isUp() {
    return state == State.UP;
  }

  @Override
  public void send(ClientFrame frame) {
    Link present = link;
    if (present != null && isUp()) {
      lastSentNanos = clock.nanoTime();
      present.send(frame);
    }
  }

  @Override
  public void renew(String problem) {
    if (state != State.STOPPED) {
      lost(problem, 0);
    }
  }

  /** Ends it for good. */
  void stop(String reason) {
    if (state != State.STOPPED) {
      drop();
      state = State.STOPPED;
      events.onStopped(reason);
    }
  }

  /**
   * Where the conversations stand that are there now. The hello could leave that to the service
   * ({@code BEGIN_NEXT}), but a position that only the service knows is lost with the connection,
   * and what comes in the meantime with it.
   */
  private void list(Attempt attempt, String after) {
    current = attempt;
    state = State.LISTING;
    arm(() -> lost("no list of conversations in time", 0), tuning.connectTimeoutNanos());
    dialer.heads(
        device.user(),
        after,
        heads ->
            loop.execute(
                () -> {
                  if (attempt == current) {
                    onHeads(attempt, heads);
                  }
                }));
  }

  private void onHeads(Attempt attempt, Dialer.Heads heads) {
    if (heads instanceof Dialer.Heads.Failed failed) {
      onEnd(failed.end());
      return;
    }
    Dialer.Heads.Some some = (Dialer.Heads.Some) heads;
    for (Map.Entry<String, Position> head : some.heads()) {
      events.onHead(head.getKey(), head.getValue());
    }
    if (some.more() && !some.heads().isEmpty()) {
      list(attempt, some.heads().get(some.heads().size() - 1).getKey());
    } else {
      listed = true;
      connect();
    }
  }

  private void connect() {
    Attempt attempt = new Attempt();
    current = attempt;
    state = State.CONNECTING;
    arm(() -> lost("no welcome in time", 0), tuning.connectTimeoutNanos());
    Link made = dialer.dial(attempt);
    link = made;
    List<Map.Entry<String, Position>> cursors = events.cursors();
    int count = Math.min(cursors.size(), MAX_CURSORS);
    int from = 0;
    do {
      int to = Math.min(count, from + CURSORS_PER_HELLO);
      made.send(
          new ClientFrame.Hello(
              device.user(), device.device(), cursors.subList(from, to), to < count));
      from = to;
    } while (from < count);
  }

  private void onFrame(ServerFrame frame) {
    lastHeardNanos = clock.nanoTime();
    if (frame instanceof ServerFrame.GoAway away) {
      onEnd(new LinkEnd(away.last(), away.reason(), away.waitNanos()));
    } else if (state == State.UP) {
      events.onFrame(frame);
    } else if (frame instanceof ServerFrame.Welcome welcome) {
      onWelcome(welcome);
    }
  }

  private void onWelcome(ServerFrame.Welcome welcome) {
    long millis =
        welcome.heartbeatMillis() <= 0 ? DEFAULT_INTERVAL_MILLIS : welcome.heartbeatMillis();
    intervalNanos =
        Math.max(MIN_INTERVAL_MILLIS, Math.min(millis, MAX_INTERVAL_MILLIS)) * NANOS_PER_MILLI;
    failures = 0;
    state = State.UP;
    tally.connections.increment();
    lastSentNanos = clock.nanoTime();
    armHeartbeat();
    events.onUp();
  }

  private void onEnd(LinkEnd end) {
    if (end.last()) {
      stop(end.problem());
    } else {
      lost(end.problem(), end.waitNanos());
    }
  }

  private void lost(String problem, long hintNanos) {
    System.getLogger("io.seqsvr.message.client")
        .log(System.Logger.Level.DEBUG, "connection lost: {0}", problem);
    drop();
    state = State.WAITING;
    failures++;
    arm(this::start, backoff.delayNanos(failures, hintNanos));
  }

  private void drop() {
    boolean wasUp = isUp();
    state = State.WAITING;
    current = null;
    Link old = link;
    link = null;
    if (old != null) {
      old.close();
    }
    disarm();
    if (wasUp) {
      events.onDown();
    }
  }

  /** Looks twice an interval: so what we send is never further apart than one. */
  private void armHeartbeat() {
    arm(this::onHeartbeatTimer, intervalNanos / 2);
  }

  private void onHeartbeatTimer() {
    long now = clock.nanoTime();
    if (now - lastHeardNanos >= SILENT_INTERVALS * intervalNanos) {
      lost("silent for three heartbeats", 0);
      return;
    }
    if (now - lastSentNanos >= intervalNanos / 2) {
      send(new ClientFrame.Heartbeat());
    }
    armHeartbeat();
  }

  private void arm(Runnable task, long delayNanos) {
    disarm();
    timer = loop.schedule(task, delayNanos);
  }

  private void disarm() {
    Cancellable armed = timer;
    timer = null;
    if (armed != null) {
      armed.cancel();
    }
  }

  /** One connection; brings its events into the loop. */
  private final class Attempt implements LinkEvents {
    @Override
    public void onFrame(ServerFrame frame) {
      loop.execute(
          () -> {
            if (this == current) {
              Link present = link;
              Session.this.onFrame(frame);
              if (present != null) {
                present.consumed();
              }
            }
          });
    }

    @Override
    public void onEnd(LinkEnd end) {
      loop.execute(
          () -> {
            if (this == current) {
              Session.this.onEnd(end);
            }
          });
    }
  }
}
