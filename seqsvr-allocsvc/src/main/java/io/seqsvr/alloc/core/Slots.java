package io.seqsvr.alloc.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One array of counters: open addressing with linear probing, 16 bytes a slot, the key's word
 * beside the value's.
 *
 * <p>A key's word goes from 0 to the key once. A value's word is the last seq handed out (0 before
 * the first), only grows, and is <em>closed</em> at most once, by setting its sign bit: after that
 * no compare-and-set on it succeeds, and what it held is final. Closing works on the word that
 * allocation steps, so nothing can be handed out behind its back, from an empty slot neither.
 *
 * <p>Thread-safe and lock-free. Keys are read and written with acquire/release order or stronger,
 * values with volatile order.
 */
final class Slots {
  /** Set in a value's word when the slot is closed. */
  private static final long CLOSED = Long.MIN_VALUE;

  private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] words;
  private final int mask;
  private final long base;

  /** Keys that count against the room; at first also those still to come from a predecessor. */
  private final AtomicInteger used;

  /** The array that takes over; set before the first slot is closed for it. */
  private volatile @Nullable Slots next;

  /**
   * An empty array.
   *
   * @param capacity number of slots, a power of two
   * @param expected keys that a predecessor may still bring, which count from the start so that
   *     they find room
   * @param base an empty slot stands for a conversation that goes on above it
   */
  Slots(int capacity, int expected, long base) {
    this.words = new long[2 * capacity];
    this.mask = capacity - 1;
    this.used = new AtomicInteger(expected);
    this.base = base;
  }

  /** How many keys an array of this capacity takes. */
  static int room(int capacity) {
    return capacity - capacity / 4;
  }

  int capacity() {
    return mask + 1;
  }

  long base() {
    return base;
  }

  /** Number of keys, give or take those being added right now. */
  int size() {
    return used.get();
  }

  /** Whether another key finds room, give or take those being added right now. */
  boolean hasRoom() {
    return used.get() < room(capacity());
  }

  @Nullable Slots next() {
    return next;
  }

  void setNext(Slots successor) {
    next = successor;
  }

  /** Slot of a key, or -1 if it has none. */
  int find(long key) {
    int slot = home(key);
    for (int probes = 0; probes <= mask; probes++) {
      long found = (long) WORDS.getAcquire(words, 2 * slot);
      if (found == key) {
        return slot;
      }
      if (found == 0) {
        return -1;
      }
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  /** Slot of a key, added if need be; -1 if the array has taken as many keys as it may. */
  int claim(long key) {
    return claim(key, true);
  }

  private int claim(long key, boolean counted) {
    int slot = home(key);
    for (int probes = 0; probes <= mask; probes++) {
      long found = (long) WORDS.getAcquire(words, 2 * slot);
      if (found == 0) {
        if (counted && !hasRoom()) {
          return -1;
        }
        found = (long) WORDS.compareAndExchange(words, 2 * slot, 0L, key);
        if (found == 0) {
          if (counted) {
            used.incrementAndGet();
          }
          return slot;
        }
      }
      if (found == key) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  /** The key of a slot, or 0. */
  long key(int slot) {
    return (long) WORDS.getAcquire(words, 2 * slot);
  }

  /** The value's word, closed or not. */
  long word(int slot) {
    return (long) WORDS.getVolatile(words, 2 * slot + 1);
  }

  static boolean isClosed(long word) {
    return word < 0;
  }

  /** What a word holds, closed or not. */
  static long value(long word) {
    return word & ~CLOSED;
  }

  /** Steps the value if its word is still the expected one; returns the word that was there. */
  long step(int slot, long expectedWord, long newValue) {
    return (long) WORDS.compareAndExchange(words, 2 * slot + 1, expectedWord, newValue);
  }

  /** Closes a slot, an empty one too, and returns the final value. */
  long close(int slot) {
    return value((long) WORDS.getAndBitwiseOr(words, 2 * slot + 1, CLOSED));
  }

  /**
   * Takes over the final value of a closed slot of the predecessor. Whoever meets the closed slot
   * may do so, any number of times: only the first has an effect, and a value that has been stepped
   * since then stays. A value at or below the base says no more than the base does, and is left
   * out.
   */
  void adopt(long key, long finalValue) {
    if (finalValue <= base) {
      return;
    }
    int slot = claim(key, false);
    if (slot < 0) {
      throw new IllegalStateException("no room for a predecessor's key in " + capacity());
    }
    WORDS.compareAndSet(words, 2 * slot + 1, 0L, finalValue);
  }

  /** Corrects the number of keys once a predecessor has brought all that it had. */
  void onAdopted(int expected, int adopted) {
    used.addAndGet(adopted - expected);
  }

  private int home(long key) {
    return (int) (key >>> 32) & mask;
  }
}
