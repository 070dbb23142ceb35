package io.seqsvr.alloc.core;

/** The row of one hot counter: what the store does with a reservation, and its answer. */
final class StoredCounter {
  /** Both are guarded by the monitor. */
  private long ceiling;

  private int refused;

  /** Reserves and tells the section, as the loop of reservations does. */
  void refill(Section section, HotCounter own) {
    section
        .beginReservation(own, 0)
        .filter(this::grant)
        .ifPresent(wish -> section.onReserved(own, wish, 0));
  }

  private synchronized boolean grant(CounterReservation wish) {
    if (ceiling == wish.ceiling()) {
      ceiling = wish.newCeiling();
    }
    if (ceiling != wish.newCeiling()) {
      refused++;
      return false;
    }
    return true;
  }

  synchronized long ceiling() {
    return ceiling;
  }

  synchronized int refused() {
    return refused;
  }
}
