package io.seqsvr.message.client.internal;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The client rule for one conversation: which message is to be shown next, and what is missing.
 *
 * <pre>
 *   seq at most applied       =>  was there before: not shown, acknowledged again
 *   prev_seq at most applied  =>  shown, applied := seq, and what waits behind it likewise
 *   else                      =>  waits behind a gap, and (applied, prev_seq] is to be pulled
 *   a page up to covered_to   =>  its messages shown, applied := covered_to, over holes too
 * </pre>
 *
 * <p>Bounded: what waits and what is not shown yet share the room of the conversation. Where it is
 * full, the highest messages are forgotten; the head that was heard of remembers that they are
 * owed, and a later pull brings them. Confined to the loop.
 */
final class Inbox {
  /** What happened to a message. */
  enum Verdict {
    /** It is being shown, perhaps with others behind it. */
    TAKEN,
    /** It was taken before. */
    REPEATED,
    /** It waits behind a gap. */
    WAITING,
    /** There was no room. */
    FORGOTTEN
  }

  /** Where messages go whose turn it is. */
  interface Shelf {
    /** To be shown, after all before it. */
    void show(Message message);

    /** Nothing is missing up to here. */
    void covered(long seq);
  }

  private final int maxMessages;
  private final long maxBytes;
  private final Budget budget;
  private final Shelf shelf;
  private final TreeMap<Long, Message> waiting = new TreeMap<>();
  private long waitingBytes;
  private int heldMessages;
  private long heldBytes;
  private long applied;
  private long head;

  Inbox(int maxMessages, long maxBytes, Budget budget, Shelf shelf) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
    this.budget = budget;
    this.shelf = shelf;
  }

  /** Everything up to here was handed over to be shown. */
  long applied() {
    return applied;
  }

  /** Whether something is missing. */
  boolean hasGap() {
    return head > applied;
  }

  /** End of the range that is missing; 0 for the head. */
  long gapEnd() {
    return waiting.isEmpty() ? 0 : waiting.firstEntry().getValue().prevSeq();
  }

  /**
   * Whether a pull makes sense: at least half of the room is free of messages that the application
   * has yet to see. With less, most of a page would be thrown away.
   */
  boolean hasRoom() {
    return heldMessages - waiting.size() <= maxMessages / 2
        && heldBytes - waitingBytes <= maxBytes / 2
        && budget.hasRoom(0);
  }

  /** A message that was pushed. */
  Verdict offer(Message message) {
    if (message.seq() <= applied) {
      return Verdict.REPEATED;
    }
    head = Math.max(head, message.seq());
    if (message.prevSeq() > applied) {
      return await(message);
    }
    if (!makeRoom(message)) {
      return Verdict.FORGOTTEN;
    }
    take(message);
    drain();
    return Verdict.TAKEN;
  }

  /**
   * A page that begins at or below {@link #applied}.
   *
   * @return messages of it that had been taken before
   */
  int page(List<Message> messages, long coveredTo) {
    int repeated = 0;
    for (Message message : messages) {
      if (message.seq() <= applied) {
        repeated++;
      } else if (makeRoom(message)) {
        take(message);
      } else {
        head = Math.max(head, coveredTo);
        return repeated;
      }
    }
    if (coveredTo > applied) {
      applied = coveredTo;
      shelf.covered(coveredTo);
    }
    drain();
    return repeated;
  }

  /** The service has something up to here. */
  void heard(long headSeq) {
    head = Math.max(head, headSeq);
  }

  /** A page up to the head said so: there is nothing above, whatever was heard before. */
  void headIs(long headSeq) {
    head = Math.max(headSeq, waiting.isEmpty() ? applied : waiting.lastKey());
  }

  /** Messages were shown, and need no room any more. */
  void shown(int messages, long bytes) {
    release(messages, bytes);
  }

  /** The connection is gone: what comes on the next one begins at {@link #applied}. */
  void forgetWaiting() {
    release(waiting.size(), waitingBytes);
    waiting.clear();
    waitingBytes = 0;
    head = applied;
  }

  /** Another log, or the same one from another place; what was not shown yet is void. */
  void begin(long seq) {
    release(heldMessages, heldBytes);
    waiting.clear();
    waitingBytes = 0;
    applied = seq;
    head = seq;
  }

  private Verdict await(Message message) {
    if (waiting.containsKey(message.seq())) {
      return Verdict.WAITING;
    }
    while (!fits(message) || !budget.hasRoomBehindGap(message.bytes())) {
      if (waiting.isEmpty() || waiting.lastKey() < message.seq()) {
        return Verdict.FORGOTTEN;
      }
      forgetHighest();
    }
    hold(message);
    waiting.put(message.seq(), message);
    waitingBytes += message.bytes();
    return Verdict.WAITING;
  }

  /** A message whose turn it is goes before those that wait. */
  private boolean makeRoom(Message message) {
    while (!fits(message) || !budget.hasRoom(message.bytes())) {
      if (waiting.isEmpty()) {
        return false;
      }
      forgetHighest();
    }
    return true;
  }

  private boolean fits(Message message) {
    return heldMessages < maxMessages && heldBytes + message.bytes() <= maxBytes;
  }

  private void forgetHighest() {
    Message highest = waiting.pollLastEntry().getValue();
    waitingBytes -= highest.bytes();
    release(1, highest.bytes());
  }

  private void take(Message message) {
    hold(message);
    apply(message);
  }

  private void apply(Message message) {
    applied = message.seq();
    head = Math.max(head, applied);
    shelf.show(message);
  }

  private void drain() {
    for (Map.Entry<Long, Message> next = waiting.firstEntry();
        next != null;
        next = waiting.firstEntry()) {
      Message message = next.getValue();
      if (message.seq() > applied && message.prevSeq() > applied) {
        return;
      }
      waiting.pollFirstEntry();
      waitingBytes -= message.bytes();
      if (message.seq() > applied) {
        apply(message);
      } else {
        release(1, message.bytes());
      }
    }
  }

  private void hold(Message message) {
    heldMessages++;
    heldBytes += message.bytes();
    budget.take(1, message.bytes());
  }

  private void release(int messages, long bytes) {
    heldMessages -= messages;
    heldBytes -= bytes;
    budget.giveBack(messages, bytes);
  }
}
