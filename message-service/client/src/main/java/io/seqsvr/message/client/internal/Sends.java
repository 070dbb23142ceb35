package io.seqsvr.message.client.internal;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.time.MonotonicClock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Unfinished sends, in a line for each conversation. The head of a line is sent, and sent again
 * under the same id, until its outcome is known or its time is over; only then comes the next one.
 * So nothing overtakes, whatever is lost, refused or repeated. Lines don't wait for each other.
 *
 * <p>All messages of a client have the same time, so they run out in the order in which they came.
 * A message that is not kept is tried once: a second attempt could show it twice. Confined to the
 * loop.
 */
final class Sends {
  private static final class Line {
    final ArrayDeque<SendItem> items = new ArrayDeque<>();
    @Nullable Cancellable pause;
  }

  private final Loop loop;
  private final MonotonicClock clock;
  private final Uplink uplink;
  private final Backoff backoff;
  private final Consumer<SendItem> onEnd;
  private final SendWindow window;
  private final Map<String, Line> lines = new LinkedHashMap<>();
  private final LinkedHashSet<SendItem> byDeadline = new LinkedHashSet<>();
  private @Nullable Cancellable deadlineTimer;

  /**
   * @param onEnd told when an item leaves, before its caller is
   */
  Sends(
      Loop loop,
      MonotonicClock clock,
      Uplink uplink,
      Tuning tuning,
      Backoff backoff,
      Tally tally,
      Consumer<SendItem> onEnd) {
    this.loop = loop;
    this.clock = clock;
    this.uplink = uplink;
    this.backoff = backoff;
    this.onEnd = onEnd;
    this.window = new SendWindow(loop, clock, uplink, tuning.receiptTimeoutNanos(), tally);
  }

  void add(SendItem item) {
    Line line = lines.computeIfAbsent(item.conversation, id -> new Line());
    line.items.add(item);
    byDeadline.add(item);
    watchDeadline();
    sendHead(line);
  }

  /** Numbers begin anew; every line goes on with its head. */
  void onConnected() {
    lines.values().forEach(this::sendHead);
  }

  void onDisconnected() {
    for (SendItem item : window.clear()) {
      item.clientSeq = 0;
      item.inDoubt = true;
      if (!item.draft.stored()) {
        end(item, new Outcome.Unknown("the connection broke before the receipt came"));
      }
    }
  }

  void onAnswer(ServerFrame.Answer answer) {
    if (answer.outcome() instanceof Outcome.Rejected rejected
        && rejected.refusal().reason() == ErrorReason.OUT_OF_ORDER) {
      window.onOutOfOrder(rejected.refusal());
      return;
    }
    SendItem item = window.answered(answer);
    if (item == null) {
      onLateAnswer(answer);
      return;
    }
    item.clientSeq = 0;
    if (answer.outcome() instanceof Outcome.Rejected rejected) {
      refused(item, rejected, answer.waitNanos());
    } else if (answer.outcome() instanceof Outcome.Unknown && item.draft.stored()) {
      item.inDoubt = true;
      tryLater(item, answer.waitNanos());
    } else {
      end(item, answer.outcome());
    }
  }

  /**
   * An answer to a copy whose number another copy's answer has taken out of the window. That a
   * message is stored stays true, whatever the other copy was told.
   */
  private void onLateAnswer(ServerFrame.Answer answer) {
    Line line = lines.get(answer.conversation());
    SendItem head = line == null ? null : line.items.peek();
    if (head != null
        && answer.outcome() instanceof Outcome.Accepted
        && head.draft.clientMsgId().equals(answer.clientMsgId())) {
      window.forget(head);
      end(head, answer.outcome());
    }
  }

  /**
   * Messages came. One that is being sent is committed then, and the service tells its sender
   * before it tells anybody else: a receipt that is not here soon is lost.
   */
  void onShown(String conversation, List<Message> messages) {
    Line line = lines.get(conversation);
    SendItem head = line == null ? null : line.items.peek();
    if (head != null
        && head.clientSeq != 0
        && messages.stream().anyMatch(m -> m.clientMsgId().equals(head.draft.clientMsgId()))) {
      window.expectReceipt(head);
    }
  }

  /** Nothing is sent any more. */
  void stop(String problem) {
    if (deadlineTimer != null) {
      deadlineTimer.cancel();
    }
    window.clear();
    for (Line line : lines.values()) {
      if (line.pause != null) {
        line.pause.cancel();
      }
    }
    lines.clear();
    List<SendItem> left = new ArrayList<>(byDeadline);
    byDeadline.clear();
    for (SendItem item : left) {
      item.end(new Outcome.Unknown(problem), false);
    }
  }

  private void refused(SendItem item, Outcome.Rejected rejected, long waitNanos) {
    SeqsvrException refusal = rejected.refusal();
    if (refusal.reason().isRetryable() && item.draft.stored()) {
      item.lastRefusal = refusal;
      tryLater(item, waitNanos);
      if (waitsForAnother(item, refusal)) {
        uplink.renew("the service waits for a message that is given up");
      }
    } else {
      end(item, rejected);
    }
  }

  /**
   * Whether the service wants to see another message of the conversation first. A line sends one at
   * a time, so that one has been given up, and only a new connection does without it.
   */
  private static boolean waitsForAnother(SendItem item, SeqsvrException refusal) {
    return "client_msg_id".equals(refusal.metadata().get("field"))
        && !refusal
            .metadata()
            .getOrDefault("expected", item.draft.clientMsgId())
            .equals(item.draft.clientMsgId());
  }

  private void tryLater(SendItem item, long hintNanos) {
    Line line = lines.get(item.conversation);
    if (line == null) {
      return;
    }
    item.failures++;
    line.pause =
        loop.schedule(
            () -> {
              line.pause = null;
              sendHead(line);
            },
            backoff.delayNanos(item.failures, hintNanos));
  }

  private void sendHead(Line line) {
    SendItem head = line.items.peek();
    if (head != null && head.clientSeq == 0 && line.pause == null && uplink.isUp()) {
      window.send(head);
    }
  }

  private void end(SendItem item, Outcome outcome) {
    byDeadline.remove(item);
    onEnd.accept(item);
    item.end(outcome, true);
    Line line = lines.get(item.conversation);
    if (line != null) {
      line.items.remove(item);
      if (line.pause != null) {
        line.pause.cancel();
        line.pause = null;
      }
      if (line.items.isEmpty()) {
        lines.remove(item.conversation);
      } else {
        sendHead(line);
      }
    }
  }

  private void watchDeadline() {
    if (deadlineTimer == null && !byDeadline.isEmpty()) {
      SendItem first = byDeadline.iterator().next();
      long remaining = Math.max(0, first.deadlineNanos - clock.nanoTime());
      deadlineTimer = loop.schedule(this::onDeadline, remaining);
    }
  }

  private void onDeadline() {
    deadlineTimer = null;
    long now = clock.nanoTime();
    List<SendItem> due = new ArrayList<>();
    for (SendItem item : byDeadline) {
      if (item.deadlineNanos - now > 0) {
        break;
      }
      due.add(item);
    }
    for (SendItem item : due) {
      Outcome outcome = item.givenUp("no outcome within the send timeout");
      window.forget(item);
      end(item, outcome);
    }
    watchDeadline();
  }
}
