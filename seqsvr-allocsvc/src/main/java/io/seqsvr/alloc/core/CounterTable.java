package io.seqsvr.alloc.core;

import org.jspecify.annotations.Nullable;

/**
 * The counters of one ownership of one section: one compare-and-set a call, no lock, no allocation.
 * Grows while it is used; bounded.
 *
 * <p>Thread-safe. {@link #next} and {@link #last} never block but for one case: a caller that
 * brings a new conversation to a table that is being enlarged and has no room left waits until the
 * copy is done. {@link #close} and growth exclude each other by the monitor.
 *
 * <p>Growth closes the slots of the old array one by one and copies their final values. A caller
 * that meets a closed slot copies that one value itself and goes on in the new array, so that it
 * waits for nobody.
 */
final class CounterTable {
  /** The block would pass the ceiling; nothing was consumed. */
  static final long AT_CEILING = -1;

  /** The conversation is new and the table has no room for it; nothing was consumed. */
  static final long FULL = -2;

  /** The table is closed for good; nothing was consumed. */
  static final long CLOSED = -3;

  /** Stands for the key 0, which marks an empty slot. Sharing a counter is harmless. */
  private static final long KEY_FOR_ZERO = 1;

  /** Receives the counters of a closed table. */
  @FunctionalInterface
  interface Visitor {
    /**
     * One counter.
     *
     * @param key the conversation's hash, 1 standing for 0
     * @param lastSeq the last seq handed out, at least 1
     */
    void accept(long key, long lastSeq);
  }

  private final int maxCapacity;
  private volatile Slots slots;

  /** Guarded by the monitor. */
  private boolean closed;

  /**
   * An empty table.
   *
   * @param initialCapacity slots to begin with, a power of two
   * @param maxCapacity slots at most, a power of two
   */
  CounterTable(int initialCapacity, int maxCapacity) {
    if (Integer.bitCount(initialCapacity) != 1
        || Integer.bitCount(maxCapacity) != 1
        || initialCapacity < 4
        || initialCapacity > maxCapacity) {
      throw new IllegalArgumentException(
          "capacities must be powers of two, at least 4: " + initialCapacity + ", " + maxCapacity);
    }
    this.maxCapacity = maxCapacity;
    this.slots = new Slots(initialCapacity, 0);
  }

  /**
   * Takes the next block of a conversation.
   *
   * @param hash the conversation's hash
   * @param count size of the block, at least 1
   * @param base a conversation not used yet starts above it
   * @param ceiling nothing above it is handed out
   * @return first seq of the block, at least 1; or {@link #AT_CEILING}, {@link #FULL}, {@link
   *     #CLOSED}
   */
  long next(long hash, long count, long base, long ceiling) {
    long key = key(hash);
    Slots array = slots;
    while (true) {
      int slot = array.claim(key);
      if (slot < 0) {
        Slots larger = enlarge(array);
        if (larger == null) {
          return isClosed() ? CLOSED : FULL;
        }
        array = larger;
      } else {
        long outcome = step(array, slot, count, base, ceiling);
        Slots successor = array.next();
        if (outcome != CLOSED || successor == null) {
          return outcome;
        }
        successor.adopt(key, Slots.value(array.word(slot)));
        array = successor;
      }
    }
  }

  /** Steps one slot; {@link #CLOSED} if it is closed, for growth or for good. */
  private static long step(Slots array, int slot, long count, long base, long ceiling) {
    long word = array.word(slot);
    while (!Slots.isClosed(word)) {
      long last = Math.max(word, base);
      if (count > ceiling - last) {
        return AT_CEILING;
      }
      long witness = array.step(slot, word, last + count);
      if (witness == word) {
        return last + 1;
      }
      word = witness;
    }
    return CLOSED;
  }

  /** The last seq handed out for a conversation, or 0 if it was not used in this ownership. */
  long last(long hash) {
    long key = key(hash);
    Slots array = slots;
    while (true) {
      int slot = array.find(key);
      long word = slot < 0 ? 0 : array.word(slot);
      Slots successor = array.next();
      if (successor == null || (slot >= 0 && !Slots.isClosed(word))) {
        return Slots.value(word);
      }
      if (slot >= 0) {
        successor.adopt(key, Slots.value(word));
      }
      array = successor;
    }
  }

  /** Number of conversations, give or take those being added right now. */
  int size() {
    return slots.size();
  }

  /** Number of slots. */
  int capacity() {
    return slots.capacity();
  }

  /**
   * Closes every slot for good, the empty ones too. When it returns, no call hands anything out any
   * more, and the values it reported are final.
   *
   * @param visitor receives the conversations that were used
   */
  synchronized void close(Visitor visitor) {
    closed = true;
    Slots array = slots;
    for (int slot = 0; slot < array.capacity(); slot++) {
      long last = array.close(slot);
      if (last != 0) {
        visitor.accept(array.key(slot), last);
      }
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** The array after the given one; null if there is none and can be none. */
  private synchronized @Nullable Slots enlarge(Slots full) {
    Slots successor = full.next();
    if (successor != null) {
      return successor;
    }
    if (closed || full.capacity() >= maxCapacity) {
      return null;
    }
    Slots larger = new Slots(2 * full.capacity(), full.capacity());
    full.setNext(larger);
    int adopted = 0;
    for (int slot = 0; slot < full.capacity(); slot++) {
      long last = full.close(slot);
      if (last != 0) {
        larger.adopt(full.key(slot), last);
        adopted++;
      }
    }
    larger.onAdopted(full.capacity(), adopted);
    slots = larger;
    return larger;
  }

  private static long key(long hash) {
    return hash == 0 ? KEY_FOR_ZERO : hash;
  }
}
