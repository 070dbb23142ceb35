package io.seqsvr.message.client.internal;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.time.MonotonicClock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One conversation on its way to the user: what comes goes through the {@link Inbox} to the {@link
 * Display}, what was shown is acknowledged, what is missing is pulled.
 *
 * <p>One pull is under way at a time; one that fails is repeated, with pauses, for as long as
 * something is missing. An ack says how far things were <em>shown</em>, so that a slow application
 * holds the service back; it goes out at once when the last one is long enough ago or many messages
 * were shown since, else when the pause is over. Confined to the loop.
 */
final class Delivery implements Inbox.Shelf {
  /** What all conversations of a client share. */
  record Shared(
      Loop loop,
      MonotonicClock clock,
      Uplink uplink,
      Tuning tuning,
      Backoff backoff,
      Tally tally,
      Pulls pulls) {}

  private final String conversation;
  private final Shared shared;
  private final Display display;
  private final Inbox inbox;
  private long epoch;

  private boolean pulling;
  private long pullRequest;
  private @Nullable Cancellable pullTimer;
  private @Nullable Cancellable pause;
  private boolean pausedForRoom;
  private int failures;

  /** Highest seq that this connection has brought or was told: an ack above it is an offence. */
  private long connectionHigh;

  private long acked;
  private int shownSinceAck;
  private boolean ackAgain;
  private long lastAckNanos;
  private @Nullable Cancellable ackTimer;

  Delivery(String conversation, Position start, Shared shared, Display display, Budget budget) {
    this.conversation = conversation;
    this.shared = shared;
    this.display = display;
    this.epoch = start.epoch();
    this.inbox =
        new Inbox(shared.tuning().inboxMessages(), shared.tuning().inboxBytes(), budget, this);
    inbox.begin(start.seq());
    this.lastAckNanos = shared.clock().nanoTime() - shared.tuning().ackIntervalNanos();
  }

  /** Where a connection that begins now goes on. */
  Position position() {
    return new Position(epoch, inbox.applied());
  }

  Display display() {
    return display;
  }

  void onConnected() {
    connectionHigh = inbox.applied();
    acked = inbox.applied();
  }

  void onDisconnected() {
    endPull();
    endPause();
    failures = 0;
    stop(ackTimer);
    ackTimer = null;
    ackAgain = false;
    inbox.forgetWaiting();
  }

  void onPush(ServerFrame.Push push) {
    for (Message message : push.messages()) {
      if (message.seq() == 0) {
        display.showTransient(message);
        continue;
      }
      adopt(push.epoch());
      connectionHigh = Math.max(connectionHigh, message.seq());
      if (push.redelivery()) {
        shared.tally().redeliveries.increment();
      }
      if (inbox.offer(message) == Inbox.Verdict.REPEATED) {
        shared.tally().dropped.increment();
        ackAgain = true;
      }
    }
    if (ackAgain) {
      ackSoon();
    }
    pullIfNeeded();
  }

  void onHead(Head head) {
    adopt(head.epoch());
    inbox.heard(head.seq());
    pullIfNeeded();
  }

  void onReset(ServerFrame.Reset reset) {
    begin(new Position(reset.epoch(), reset.fromSeq()));
  }

  void onRead(ReadPosition state) {
    display.showRead(state);
  }

  /** The page of the pull under way; one of an older pull is none of this conversation's. */
  void onPage(Page page) {
    boolean upToHead = inbox.gapEnd() == 0;
    endPull();
    adopt(page.epoch());
    long before = inbox.applied();
    connectionHigh = Math.max(connectionHigh, page.coveredTo());
    shared.tally().dropped.add(inbox.page(page.messages(), page.coveredTo()));
    if (!page.hasMore() && upToHead && inbox.applied() >= page.coveredTo()) {
      inbox.headIs(page.head());
    }
    if (inbox.applied() > before) {
      failures = 0;
      pullIfNeeded();
    } else {
      pullLater(0);
    }
  }

  void onPullRefused(SeqsvrException refusal) {
    endPull();
    if (refusal.reason().isRetryable()) {
      pullLater(refusal.retryAfter().map(Nanos::of).orElse(0L));
    } else {
      // The user may not see it: there is no gap to fill. The next push or head asks again.
      inbox.forgetWaiting();
    }
  }

  /** The display has shown something. */
  void onProgress() {
    Display.Progress progress = display.takeProgress();
    inbox.shown(progress.messages(), progress.bytes());
    if (pausedForRoom && inbox.hasRoom()) {
      endPause();
    }
    shownSinceAck += progress.messages();
    if (progress.shown() > acked) {
      ackSoon();
    }
    pullIfNeeded();
  }

  @Override
  public void show(Message message) {
    display.show(message, new Position(epoch, message.seq()));
  }

  @Override
  public void covered(long seq) {
    display.covered(new Position(epoch, seq));
  }

  /**
   * Messages name the log that they are in. One of another log, without a reset before it, means
   * that the cursor means nothing: it begins anew, at the first message.
   */
  private void adopt(long other) {
    if (other == 0 || other == epoch) {
      return;
    }
    if (epoch == 0) {
      epoch = other;
    } else {
      begin(new Position(other, 0));
    }
  }

  private void begin(Position position) {
    endPull();
    epoch = position.epoch();
    inbox.begin(position.seq());
    connectionHigh = position.seq();
    acked = position.seq();
    ackAgain = false;
    display.reset(position);
  }

  private void pullIfNeeded() {
    if (pulling || pause != null || !inbox.hasGap() || !shared.uplink().isUp()) {
      return;
    }
    if (!inbox.hasRoom()) {
      pausedForRoom = true;
      pullLater(0);
      return;
    }
    pulling = true;
    pullRequest = shared.pulls().begin(this);
    shared.tally().pulls.increment();
    pullTimer =
        shared
            .loop()
            .schedule(
                () -> {
                  endPull();
                  pullLater(0);
                },
                shared.tuning().pullTimeoutNanos());
    shared
        .uplink()
        .send(
            new ClientFrame.Pull(
                pullRequest,
                conversation,
                inbox.applied(),
                inbox.gapEnd(),
                shared.tuning().pullLimit()));
  }

  private void pullLater(long hintNanos) {
    if (pause != null || !inbox.hasGap()) {
      return;
    }
    failures++;
    pause =
        shared
            .loop()
            .schedule(
                () -> {
                  endPause();
                  pullIfNeeded();
                },
                shared.backoff().delayNanos(failures, hintNanos));
  }

  private void endPause() {
    stop(pause);
    pause = null;
    pausedForRoom = false;
  }

  private void endPull() {
    if (pulling) {
      pulling = false;
      shared.pulls().end(pullRequest);
      stop(pullTimer);
      pullTimer = null;
    }
  }

  private void ackSoon() {
    long now = shared.clock().nanoTime();
    long remaining = lastAckNanos + shared.tuning().ackIntervalNanos() - now;
    if (remaining <= 0 || shownSinceAck >= shared.tuning().ackMessages()) {
      ack(now);
    } else if (ackTimer == null) {
      ackTimer = shared.loop().schedule(() -> ack(shared.clock().nanoTime()), remaining);
    }
  }

  private void ack(long nowNanos) {
    stop(ackTimer);
    ackTimer = null;
    long seq = Math.min(display.shown(), connectionHigh);
    if (seq == 0 || !shared.uplink().isUp()) {
      return;
    }
    acked = seq;
    ackAgain = false;
    shownSinceAck = 0;
    lastAckNanos = nowNanos;
    shared.uplink().send(new ClientFrame.Ack(conversation, seq));
  }

  private static void stop(@Nullable Cancellable timer) {
    if (timer != null) {
      timer.cancel();
    }
  }

  /** The pulls under way, by request. Confined to the loop. */
  static final class Pulls {
    private final Map<Long, Delivery> byRequest = new HashMap<>();
    private long lastRequest;

    long begin(Delivery delivery) {
      byRequest.put(++lastRequest, delivery);
      return lastRequest;
    }

    void end(long request) {
      byRequest.remove(request);
    }

    @Nullable Delivery of(long request) {
      return byRequest.get(request);
    }
  }
}
