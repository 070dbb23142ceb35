package io.seqsvr.alloc.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The conversations of a section that have a ceiling of their own, by key. Bounded; only grows: a
 * new generation makes a new one.
 *
 * <p>{@link #find} and {@link #isFull} may be called by any thread and take no lock; everything
 * else under the section's monitor.
 */
final class HotCounters {
  private static final VarHandle ELEMENTS = MethodHandles.arrayElementVarHandle(HotCounter[].class);
  private static final int SMALLEST = 4;

  private final int max;

  /** Open addressing, at most half full. Elements are set once, with release order. */
  private volatile @Nullable HotCounter[] array = new HotCounter[SMALLEST];

  /** Written under the section's monitor. */
  private volatile int size;

  /** An empty set with room for {@code max} conversations. */
  HotCounters(int max) {
    this.max = max;
  }

  /** The conversation's, or null. */
  @Nullable HotCounter find(long key) {
    @Nullable HotCounter[] present = array;
    int mask = present.length - 1;
    int index = home(key, mask);
    while (true) {
      HotCounter found = (HotCounter) ELEMENTS.getAcquire(present, index);
      if (found == null || found.key() == key) {
        return found;
      }
      index = (index + 1) & mask;
    }
  }

  int size() {
    return size;
  }

  /** Whether no other conversation may be added, except {@linkplain #addFound those found}. */
  boolean isFull() {
    return size >= max;
  }

  /** Adds a conversation that is not there; returns whether there was room. */
  boolean add(HotCounter counter) {
    if (isFull()) {
      return false;
    }
    addFound(counter);
    return true;
  }

  /** Adds one whose row is in the store: it cannot be left out, whatever the bound is now. */
  void addFound(HotCounter counter) {
    if (2 * (size + 1) > array.length) {
      @Nullable HotCounter[] larger = new HotCounter[2 * array.length];
      forEach(present -> put(larger, present));
      array = larger;
    }
    put(array, counter);
    int before = size;
    size = before + 1;
  }

  void forEach(Consumer<HotCounter> action) {
    for (HotCounter counter : array) {
      if (counter != null) {
        action.accept(counter);
      }
    }
  }

  private static void put(@Nullable HotCounter[] into, HotCounter counter) {
    int mask = into.length - 1;
    int index = home(counter.key(), mask);
    while (into[index] != null) {
      index = (index + 1) & mask;
    }
    ELEMENTS.setRelease(into, index, counter);
  }

  private static int home(long key, int mask) {
    return (int) (key >>> 32) & mask;
  }
}
