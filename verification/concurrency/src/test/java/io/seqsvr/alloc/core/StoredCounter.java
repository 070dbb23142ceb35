package io.seqsvr.alloc.core;

/**
 * A model of one hot counter's row and of its section's: what the store does with a reservation and
 * with a new owner, and in which order it locks, checks and writes.
 */
final class StoredCounter {
  /** The lock of the section's row guards everything. */
  private final Object sectionLock = new Object();

  private long epoch = 1;
  private long ceiling;
  private int refused;

  /** Reserves and tells the section, as the loop of reservations does. */
  void refill(Section section, HotCounter own) {
    section
        .beginReservation(own, 0)
        .filter(this::grant)
        .ifPresent(wish -> section.onReserved(own, wish, 0));
  }

  /** Raises the ceiling, if the owner is still the owner and the ceiling is what it believes. */
  boolean grant(CounterReservation wish) {
    synchronized (sectionLock) {
      boolean repeated = ceiling == wish.newCeiling();
      if (wish.epoch() != epoch || (!repeated && ceiling != wish.ceiling())) {
        refused++;
        return false;
      }
      ceiling = wish.newCeiling();
      return true;
    }
  }

  /** Raises the epoch for another owner, who reads the ceiling after that. */
  long takeOver() {
    synchronized (sectionLock) {
      epoch++;
    }
    return ceiling();
  }

  long ceiling() {
    synchronized (sectionLock) {
      return ceiling;
    }
  }

  int refused() {
    synchronized (sectionLock) {
      return refused;
    }
  }
}
