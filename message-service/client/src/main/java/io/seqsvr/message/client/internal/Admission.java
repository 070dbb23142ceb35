package io.seqsvr.message.client.internal;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The door of the outbox: bounds it, and gives every send its place. The place is fixed here, in
 * the caller's thread and under one lock, together with the entry in the store: the order of the
 * calls, of the store and of the loop are one.
 *
 * <p>Thread-safe, guarded by {@code this}. The store is called with the lock held, so a slow store
 * holds up every caller of {@code send}, and nobody else for long.
 */
final class Admission {
  private static final Duration WAIT = Duration.ofMillis(100);

  private final int perConversation;
  private final int inAll;
  private final SendStore store;
  private final Loop loop;
  private final Map<String, Integer> counts = new HashMap<>();
  private int total;
  private boolean closed;

  Admission(int perConversation, int inAll, SendStore store, Loop loop) {
    this.perConversation = perConversation;
    this.inAll = inAll;
    this.store = store;
    this.loop = loop;
  }

  /**
   * Takes a message in and hands it to the loop.
   *
   * @return false if no more are taken, because the client has ended
   * @throws SeqsvrException OVERLOADED if there is no room
   */
  synchronized boolean admit(String conversation, Draft draft, Runnable task) {
    if (closed) {
      return false;
    }
    int count = counts.getOrDefault(conversation, 0);
    if (count >= perConversation || total >= inAll) {
      int limit = count >= perConversation ? perConversation : inAll;
      throw new SeqsvrException(
          ErrorReason.OVERLOADED,
          "the outbox is full: " + limit + " unfinished sends",
          Map.of("limit", Integer.toString(limit)),
          WAIT);
    }
    if (draft.stored()) {
      store.add(conversation, draft);
    }
    count(conversation, 1);
    loop.execute(task);
    return true;
  }

  /**
   * Hands something else over to the loop.
   *
   * @return false if the client has ended: then nobody would look at it
   */
  synchronized boolean enter(Runnable task) {
    if (!closed) {
      loop.execute(task);
    }
    return !closed;
  }

  /** An earlier client's message, which is in the store already: it counts, whatever the bounds. */
  synchronized void readmit(String conversation) {
    count(conversation, 1);
  }

  /** A message has ended. */
  synchronized void release(String conversation) {
    count(conversation, -1);
  }

  /** Takes no more. */
  synchronized void close() {
    closed = true;
  }

  private void count(String conversation, int more) {
    total += more;
    counts.merge(conversation, more, (old, change) -> old + change == 0 ? null : old + change);
  }
}
