package io.seqsvr.message.client.internal;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.time.MonotonicClock;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The numbered send frames of one connection that are not answered. A frame without a receipt is
 * repeated under its number, with growing pauses; when the service says that it misses a number,
 * everything from there is repeated in order. Where the missing number was given up, only a new
 * connection helps: it numbers from 1.
 *
 * <p>Confined to the loop.
 */
final class SendWindow {
  private static final int MAX_DOUBLINGS = 3;

  /** How much sooner a receipt is due once the message itself has come back. */
  private static final int GRACE_FRACTION = 20;

  private static final class Frame {
    final SendItem item;
    long sentNanos;
    int repeats;
    boolean transmitted;

    Frame(SendItem item) {
      this.item = item;
    }
  }

  private final Loop loop;
  private final MonotonicClock clock;
  private final Uplink uplink;
  private final long timeoutNanos;
  private final Tally tally;
  private final TreeMap<Long, Frame> frames = new TreeMap<>();
  private long lastSeq;
  private long highestAnswered;
  private long repeatedFrom;
  private long repeatedNanos;
  private @Nullable Cancellable timer;

  SendWindow(Loop loop, MonotonicClock clock, Uplink uplink, long timeoutNanos, Tally tally) {
    this.loop = loop;
    this.clock = clock;
    this.uplink = uplink;
    this.timeoutNanos = timeoutNanos;
    this.tally = tally;
  }

  /** Gives an item the next number and sends it. */
  void send(SendItem item) {
    item.clientSeq = ++lastSeq;
    Frame frame = new Frame(item);
    frames.put(item.clientSeq, frame);
    transmit(frame);
    watch();
  }

  /** The item that an answer belongs to, which leaves the window; null if none waits for it. */
  @Nullable SendItem answered(ServerFrame.Answer answer) {
    Frame frame = frames.get(answer.clientSeq());
    if (frame == null
        || !frame.item.conversation.equals(answer.conversation())
        || !frame.item.draft.clientMsgId().equals(answer.clientMsgId())) {
      return null;
    }
    frames.remove(answer.clientSeq());
    highestAnswered = Math.max(highestAnswered, answer.clientSeq());
    return frame.item;
  }

  /** The service misses a number. */
  void onOutOfOrder(SeqsvrException refusal) {
    String text = refusal.metadata().getOrDefault("expected", "");
    long expected = text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    if (expected > 0 && expected <= highestAnswered) {
      return; // said before the answer that came meanwhile
    }
    if (!frames.containsKey(expected)) {
      uplink.renew("the service waits for send " + text + ", which is given up");
      return;
    }
    long now = clock.nanoTime();
    if (expected == repeatedFrom && now - repeatedNanos < timeoutNanos / 2) {
      return; // one repetition answers all frames that came behind the gap
    }
    repeatedFrom = expected;
    repeatedNanos = now;
    for (Frame frame : frames.tailMap(expected).values()) {
      transmit(frame);
    }
  }

  /** The item is stored, so its receipt is on its way or lost: asks again if it stays away. */
  void expectReceipt(SendItem item) {
    Frame frame = frames.get(item.clientSeq);
    if (frame != null && frame.item == item) {
      long sent = frame.sentNanos;
      loop.schedule(
          () -> {
            if (frames.get(frame.item.clientSeq) == frame && frame.sentNanos == sent) {
              transmit(frame);
            }
          },
          timeoutNanos / GRACE_FRACTION);
    }
  }

  /** Nobody waits for the item any more. */
  void forget(SendItem item) {
    frames.remove(item.clientSeq);
  }

  /** The connection is over. Returns the items without an answer, in the order of their numbers. */
  List<SendItem> clear() {
    List<SendItem> items = new ArrayList<>();
    for (Frame frame : frames.values()) {
      items.add(frame.item);
    }
    frames.clear();
    lastSeq = 0;
    highestAnswered = 0;
    repeatedFrom = 0;
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    return items;
  }

  private void transmit(Frame frame) {
    frame.sentNanos = clock.nanoTime();
    tally.sendAttempts.increment();
    SendItem item = frame.item;
    // Two copies have two answers: that one of them was refused says nothing of the other one.
    item.inDoubt |= frame.transmitted;
    frame.transmitted = true;
    uplink.send(new ClientFrame.Send(item.clientSeq, item.conversation, item.draft));
  }

  private void watch() {
    if (timer == null && !frames.isEmpty()) {
      timer = loop.schedule(this::repeatOverdue, timeoutNanos / 2);
    }
  }

  private void repeatOverdue() {
    timer = null;
    long now = clock.nanoTime();
    for (Frame frame : new ArrayList<>(frames.values())) {
      long patience = timeoutNanos << Math.min(frame.repeats, MAX_DOUBLINGS);
      if (now - frame.sentNanos >= patience) {
        frame.repeats++;
        transmit(frame);
      }
    }
    watch();
  }
}
