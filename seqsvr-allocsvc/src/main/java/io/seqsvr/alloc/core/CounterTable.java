package io.seqsvr.alloc.core;

import org.jspecify.annotations.Nullable;

/**
 * The counters of one ownership of one section: one compare-and-set a call, no lock, no allocation.
 * Grows while it is used; bounded; starts anew above a {@linkplain #rebase higher base}.
 *
 * <p>Thread-safe. {@link #next}, {@link #raise} and {@link #last} never block but for one case: a
 * caller that brings a new conversation to a table that is being copied and has no room left waits
 * until the copy is done. {@link #close}, {@link #rebase} and growth exclude each other by the
 * monitor.
 *
 * <p>A copy closes the slots of the old array one by one and carries their final values over. A
 * caller that meets a closed slot carries that one value itself and goes on in the new array, so
 * that it waits for nobody.
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
  private final Runnable crowded;
  private volatile Slots slots;

  /** Guarded by the monitor. */
  private boolean closed;

  /**
   * An empty table.
   *
   * @param initialCapacity slots to begin with, a power of two; more than {@code maxCapacity} only
   *     if what will be seeded needs them
   * @param maxCapacity slots beyond which the table does not grow, a power of two
   * @param base conversations that are not in the table go on above it
   * @param crowded is told, on the thread that brings the conversation, once a table that cannot
   *     grow any more has little room left; must not block
   */
  CounterTable(int initialCapacity, int maxCapacity, long base, Runnable crowded) {
    if (Integer.bitCount(initialCapacity) != 1
        || Integer.bitCount(maxCapacity) != 1
        || initialCapacity < 4
        || maxCapacity < 4) {
      throw new IllegalArgumentException(
          "capacities must be powers of two, at least 4: " + initialCapacity + ", " + maxCapacity);
    }
    this.maxCapacity = maxCapacity;
    this.crowded = crowded;
    this.slots = new Slots(initialCapacity, 0, base);
  }

  /** The key under which a hash is counted. */
  static long key(long hash) {
    return hash == 0 ? KEY_FOR_ZERO : hash;
  }

  /**
   * Smallest capacity that has room for so many conversations, and for one more.
   *
   * @param atLeast a power of two
   */
  static int capacityFor(int conversations, int atLeast) {
    int capacity = atLeast;
    while (Slots.room(capacity) <= conversations) {
      capacity = Math.multiplyExact(2, capacity);
    }
    return capacity;
  }

  /**
   * Fills in what an earlier owner left. Only before any other thread knows the table.
   *
   * @param lastSeq the last seq handed out, or a bound of it; ignored if not above the base
   */
  void seed(long key, long lastSeq) {
    Slots array = slots;
    if (lastSeq > array.base()) {
      int slot = array.claim(key);
      if (slot < 0) {
        throw new IllegalStateException("no room for a found counter in " + array.capacity());
      }
      array.step(slot, 0, lastSeq);
    }
  }

  /**
   * Takes the next block of a conversation.
   *
   * @param hash the conversation's hash
   * @param count size of the block, at least 1
   * @param ceiling nothing above it is handed out, but for a conversation in {@code hot}, for which
   *     the larger of both counts
   * @return first seq of the block, at least 1; or {@link #AT_CEILING}, {@link #FULL}, {@link
   *     #CLOSED}
   */
  long next(long hash, long count, long ceiling, HotCounters hot) {
    return next(slots, hash, count, ceiling, hot);
  }

  /**
   * As {@link #next(long, long, long, HotCounters)}, for a caller that has kept the array.
   *
   * @param start of this table, the latest one or an older one
   */
  long next(Slots start, long hash, long count, long ceiling, HotCounters hot) {
    long key = key(hash);
    Slots array = start;
    while (true) {
      int slot = claim(array, key);
      if (slot < 0) {
        Slots roomier = roomier(array);
        if (roomier == null) {
          return isClosed() ? CLOSED : FULL;
        }
        array = roomier;
      } else {
        long outcome = step(array, slot, key, count, ceiling, hot);
        if (outcome != CLOSED) {
          return outcome;
        }
        Slots successor = array.next();
        if (successor == null) {
          return CLOSED;
        }
        successor.adopt(key, Slots.value(array.word(slot)));
        array = successor;
      }
    }
  }

  /** Steps one slot; {@link #CLOSED} if it is closed, for a copy or for good. */
  private static long step(
      Slots array, int slot, long key, long count, long ceiling, HotCounters hot) {
    long word = array.word(slot);
    while (!Slots.isClosed(word)) {
      long last = Math.max(word, array.base());
      if (count > ceiling - last) {
        HotCounter own = hot.find(key);
        if (own == null || count > own.buffer().ceiling() - last) {
          return AT_CEILING;
        }
      }
      long witness = array.step(slot, word, last + count);
      if (witness == word) {
        return last + 1;
      }
      word = witness;
    }
    return CLOSED;
  }

  /**
   * Lifts a conversation's last seq to at least the given one.
   *
   * @param atLeast not above the ceiling that holds for the conversation
   * @return the last seq now, at least {@code atLeast}; or {@link #FULL}, {@link #CLOSED}
   */
  long raise(long hash, long atLeast) {
    long key = key(hash);
    Slots array = slots;
    while (true) {
      int slot = claim(array, key);
      if (slot < 0) {
        Slots roomier = roomier(array);
        if (roomier == null) {
          return isClosed() ? CLOSED : FULL;
        }
        array = roomier;
      } else {
        long last = raise(array, slot, atLeast);
        Slots successor = array.next();
        if (last != CLOSED || successor == null) {
          return last;
        }
        successor.adopt(key, Slots.value(array.word(slot)));
        array = successor;
      }
    }
  }

  private static long raise(Slots array, int slot, long atLeast) {
    long word = array.word(slot);
    while (!Slots.isClosed(word)) {
      long target = Math.max(Math.max(word, array.base()), atLeast);
      long witness = array.step(slot, word, target);
      if (witness == word) {
        return target;
      }
      word = witness;
    }
    return CLOSED;
  }

  /** The last seq handed out for a conversation, or 0 if it was not used in this generation. */
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

  /** The latest array; all others are closed and lead to it. */
  Slots slots() {
    return slots;
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

  /**
   * Forgets the conversations at or below a higher base, which go on above it from now on; the
   * others are kept as they are.
   *
   * @param base at least as high as the ceiling under which those were stepped
   */
  synchronized void rebase(long base) {
    Slots old = slots;
    if (!closed && base > old.base()) {
      copy(old, new Slots(old.capacity(), old.size(), base));
    }
  }

  private int claim(Slots array, long key) {
    int slot = array.find(key);
    if (slot >= 0) {
      return slot;
    }
    slot = array.claim(key);
    if (slot >= 0 && array.capacity() >= maxCapacity && array.size() >= crowd(maxCapacity)) {
      crowded.run();
    }
    return slot;
  }

  /** A table of this capacity that has so many conversations is crowded. */
  private static int crowd(int capacity) {
    int room = Slots.room(capacity);
    return Math.max(1, room - room / 8);
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /**
   * Where to go on with a conversation for which an array had no room; null if there is none and
   * can be none.
   */
  private synchronized @Nullable Slots roomier(Slots full) {
    Slots successor = full.next();
    if (successor != null) {
      return successor;
    }
    if (closed) {
      return null;
    }
    if (full.hasRoom()) {
      // It was being filled by a copy, which left out more than was expected.
      return full;
    }
    if (full.capacity() >= maxCapacity) {
      return null;
    }
    return copy(full, new Slots(2 * full.capacity(), full.capacity(), full.base()));
  }

  private Slots copy(Slots old, Slots fresh) {
    int expected = fresh.size();
    old.setNext(fresh);
    int adopted = 0;
    for (int slot = 0; slot < old.capacity(); slot++) {
      long last = old.close(slot);
      if (last > fresh.base()) {
        fresh.adopt(old.key(slot), last);
        adopted++;
      }
    }
    fresh.onAdopted(expected, adopted);
    slots = fresh;
    return fresh;
  }
}
