package io.seqsvr.message.server.delivery;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.StoredMessage;
import io.seqsvr.message.server.core.Visibility;
import java.util.ArrayDeque;
import java.util.List;

/**
 * A cursor that chases the head of one conversation for one session: {@code acked <= sent <= head}.
 * What lies in {@code (acked, sent]} is in flight, what lies in {@code (sent, head]} is to be sent.
 * {@code high} is the highest seq that was ever sent on this session, or its cursor: nothing above
 * it can be acknowledged, everything up to it is a redelivery. The cursor is never given up.
 *
 * <pre>
 * From    =&gt; To       when
 * FLOWING =&gt; PROBING  no progress for the base time: all of (acked, sent] is to be sent again
 * PROBING =&gt; PROBING  no progress again, in double the time before, tries left
 * PROBING =&gt; FLOWING  an acknowledgement moved acked, or the device pulled
 * PROBING =&gt; LAGGING  no progress, no tries left: nothing is in flight
 * LAGGING =&gt; FLOWING  the device pulled
 * </pre>
 *
 * <p>An acknowledgement while LAGGING moves the cursor, and only a pull ends it. Confined to its
 * session. Times are readings of the session's monotonic clock.
 */
final class Chase {
  /** What is true of a chase. */
  enum Phase {
    /** What is new is sent as far as the window allows. */
    FLOWING,

    /** A few messages have been sent again, and nothing new is sent until one is acknowledged. */
    PROBING,

    /** Nothing is in flight and nothing is sent: the device is only told of new heads. */
    LAGGING
  }

  /** Seqs up to {@code upTo} that were sent in one go, and what they weigh. */
  private record Flight(long upTo, int messages, long bytes) {}

  private final Visibility origin;
  private final Window window;
  private final RetryPolicy retry;
  private final ArrayDeque<Flight> flights = new ArrayDeque<>();
  private long visibleFrom;
  private long lastVisible;
  private long acked;
  private long sent;
  private long high;
  private long head;
  private long staleAck;
  private long toldHead;
  private int flightMessages;
  private long flightBytes;
  private long neededBytes = 1;
  private Phase phase = Phase.FLOWING;
  private int tries;
  private int resendLeft;
  private long retryDueNanos;

  /**
   * Starts at a cursor.
   *
   * @param visibility what the user sees
   * @param cursor the device has everything up to here; brought into what is visible
   * @param staleAck acknowledgements up to here may still come for a log that is gone, 0 if none
   */
  Chase(Visibility visibility, long cursor, long staleAck, Window window, RetryPolicy retry) {
    this.origin = visibility;
    this.window = window;
    this.retry = retry;
    this.staleAck = staleAck;
    this.visibleFrom = visibility.visibleFrom();
    this.lastVisible = visibility.leftSeq();
    this.head = Math.max(visibility.visibleHead(), visibleFrom);
    this.acked = Math.min(Math.max(cursor, visibleFrom), head);
    this.sent = acked;
    this.high = Math.max(cursor, acked);
    this.toldHead = acked;
  }

  /** When to try again, and how much. */
  interface RetryPolicy {
    /** From the last progress to the next try, by the number of tries so far. */
    long delayNanos(int tries);

    /** Tries after which a conversation is lagging. */
    int maxTries();

    /** Most messages of a try. */
    int maxMessages();
  }

  String conversation() {
    return origin.conversation();
  }

  long epoch() {
    return origin.epoch();
  }

  long acked() {
    return acked;
  }

  long sent() {
    return sent;
  }

  long high() {
    return high;
  }

  long head() {
    return head;
  }

  Phase phase() {
    return phase;
  }

  /** The user sees messages above this. */
  long visibleFrom() {
    return visibleFrom;
  }

  /** The conversation as it was when the chase began, but for its head and the user's leave. */
  Visibility visibility(long headSeq) {
    return new Visibility(
        conversation(), epoch(), headSeq, origin.floorSeq(), origin.joinedSeq(), lastVisible);
  }

  /** The user sees no message above this; {@link Visibility#STILL_MEMBER} for a member. */
  long lastVisible() {
    return lastVisible;
  }

  boolean isMember() {
    return lastVisible == Visibility.STILL_MEMBER;
  }

  boolean hasFlights() {
    return !flights.isEmpty();
  }

  /** When {@link #onRetryDue} is due; only means something while there are flights. */
  long retryDueNanos() {
    return retryDueNanos;
  }

  /** Whether the device has all that it may see. */
  boolean isAcknowledged() {
    return acked >= head;
  }

  /** How many messages may be sent now; below 1 if none. */
  int roomMessages() {
    int room = window.roomMessages(flightMessages);
    return switch (phase) {
      case FLOWING -> room;
      case PROBING -> Math.min(room, resendLeft);
      case LAGGING -> 0;
    };
  }

  /** How many bytes may be sent now; below 1 if none. */
  long roomBytes() {
    return window.roomBytes(flightBytes);
  }

  /** Room that the next message needs, as far as is known. */
  long neededBytes() {
    return neededBytes;
  }

  /** The message after {@link #sent} has that many bytes, which do not fit now. */
  void onTooLarge(long bytes) {
    neededBytes = bytes;
  }

  /** Whether only an event of this conversation lets it send again. */
  boolean isBlocked() {
    return phase == Phase.LAGGING || (phase == Phase.PROBING && resendLeft < 1);
  }

  boolean hasMore() {
    return sent < head;
  }

  /**
   * The conversation has a new head.
   *
   * @return whether there is more to see
   */
  boolean onHead(long newHead) {
    long visible = Math.min(newHead, lastVisible);
    if (visible <= head) {
      return false;
    }
    head = visible;
    return true;
  }

  /** The user left: nothing above this seq is visible. */
  void onLeft(long leftSeq) {
    lastVisible = leftSeq;
    head = Math.max(Math.min(head, leftSeq), sent);
  }

  /** The user is a member again, and sees what comes after a seq. */
  void onRejoined(Visibility visibility) {
    visibleFrom = Math.max(visibleFrom, visibility.visibleFrom());
    lastVisible = visibility.leftSeq();
    head = Math.max(head, Math.max(visibility.visibleHead(), visibleFrom));
    if (acked < visibleFrom) {
      moveAcked(visibleFrom);
    }
    high = Math.max(high, sent);
  }

  /** Messages were sent, beginning with the one after {@link #sent}. */
  void onPushed(List<StoredMessage> messages, long nowNanos) {
    if (!hasFlights()) {
      retryDueNanos = nowNanos + retry.delayNanos(tries);
    }
    for (StoredMessage message : messages) {
      fly(message.seq(), 1, message.body().size());
    }
    if (phase == Phase.PROBING) {
      resendLeft -= messages.size();
    }
  }

  /** There is no message in {@code (sent, upTo]}, and never will be. */
  void onHole(long upTo) {
    if (upTo > sent) {
      moveSent(Math.min(upTo, head));
      high = Math.max(high, sent);
      if (!hasFlights()) {
        acked = sent;
      }
    }
  }

  /**
   * The device has applied everything up to a seq.
   *
   * @return whether that is new
   * @throws SeqsvrException INVALID_ARGUMENT if that was never sent
   */
  boolean onAck(long seq, long nowNanos) {
    if (seq > high) {
      if (seq <= staleAck) {
        return false;
      }
      throw SeqsvrException.invalidArgument("ack.seq", "0.." + high, Long.toString(seq));
    }
    if (seq <= acked) {
      return false;
    }
    moveAcked(seq);
    tries = 0;
    retryDueNanos = nowNanos + retry.delayNanos(0);
    if (phase == Phase.PROBING) {
      phase = Phase.FLOWING;
    }
    return true;
  }

  /**
   * There was no progress until {@link #retryDueNanos}.
   *
   * @return whether the conversation is lagging from now on
   */
  boolean onRetryDue() {
    if (!hasFlights()) {
      throw new IllegalStateException(phase + " with nothing in flight");
    }
    window.remove(flightMessages, flightBytes);
    flights.clear();
    flightMessages = 0;
    flightBytes = 0;
    moveSent(acked);
    if (tries == retry.maxTries()) {
      phase = Phase.LAGGING;
      toldHead = acked;
      return true;
    }
    tries++;
    phase = Phase.PROBING;
    resendLeft = retry.maxMessages();
    return false;
  }

  /**
   * The device was sent a page. Its end counts as sent; if it goes on from what was sent, the chase
   * goes on from its end.
   *
   * @param page of the visible messages
   * @return whether the conversation was lagging
   */
  boolean onPulled(long after, long coveredTo, List<StoredMessage> page, long nowNanos) {
    high = Math.max(high, coveredTo);
    onHead(coveredTo);
    if (after <= sent && coveredTo > sent) {
      int messages = 0;
      long bytes = 0;
      for (StoredMessage message : page) {
        if (message.seq() > sent) {
          messages++;
          bytes += message.body().size();
        }
      }
      if (messages == 0) {
        onHole(coveredTo);
      } else {
        retryDueNanos = nowNanos + retry.delayNanos(0);
        flyMerged(Math.min(coveredTo, head), messages, bytes);
      }
    }
    boolean wasLagging = phase == Phase.LAGGING;
    phase = Phase.FLOWING;
    tries = 0;
    return wasLagging;
  }

  /** The head that a poke would tell, if the device has not been told of it. */
  boolean takePoke() {
    if (phase != Phase.LAGGING || toldHead >= head) {
      return false;
    }
    toldHead = head;
    return true;
  }

  /** Gives back what is in flight: the conversation is not followed any more. */
  void close() {
    window.remove(flightMessages, flightBytes);
    flights.clear();
    flightMessages = 0;
    flightBytes = 0;
  }

  private void fly(long upTo, int messages, long bytes) {
    if (upTo <= sent || upTo > head) {
      throw new IllegalStateException(
          "a flight to " + upTo + " is not in (" + sent + ", " + head + "]");
    }
    flights.add(new Flight(upTo, messages, bytes));
    flightMessages += messages;
    flightBytes += bytes;
    window.add(messages, bytes);
    moveSent(upTo);
    high = Math.max(high, sent);
  }

  /** Pages are not bounded by the window: one entry for all that follow each other. */
  private void flyMerged(long upTo, int messages, long bytes) {
    Flight last = flights.peekLast();
    fly(upTo, messages, bytes);
    if (last != null && last.messages() > 1) {
      Flight newest = flights.removeLast();
      flights.removeLast();
      flights.add(
          new Flight(
              newest.upTo(), last.messages() + newest.messages(), last.bytes() + newest.bytes()));
    }
  }

  private void moveSent(long seq) {
    sent = seq;
    neededBytes = 1;
  }

  private void moveAcked(long seq) {
    acked = seq;
    if (acked > sent) {
      moveSent(acked);
    }
    Flight oldest = flights.peekFirst();
    while (oldest != null && oldest.upTo() <= acked) {
      flights.remove();
      flightMessages -= oldest.messages();
      flightBytes -= oldest.bytes();
      window.remove(oldest.messages(), oldest.bytes());
      oldest = flights.peekFirst();
    }
    if (oldest == null) {
      acked = sent;
    }
    head = Math.max(head, sent);
  }
}
