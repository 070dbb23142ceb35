package io.seqsvr.bench.delivery;

/**
 * When each message is due, whether or not the ones before it are through: latencies that count
 * from here hold the time that a message waits for a sender that is late (no coordinated omission).
 *
 * @param startNanos when the first one is due
 * @param perSecond how many are, a second; 1 to 1 000 000
 */
record Schedule(long startNanos, int perSecond) {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final int MAX_PER_SECOND = 1_000_000;

  Schedule {
    if (perSecond < 1 || perSecond > MAX_PER_SECOND) {
      throw new IllegalArgumentException(
          "perSecond must be 1.." + MAX_PER_SECOND + ": " + perSecond);
    }
  }

  /** When message {@code index}, from 0, is due. Errors of rounding do not add up. */
  long dueNanos(int index) {
    return startNanos + index * NANOS_PER_SECOND / perSecond;
  }

  /** How many are due before a time is over. */
  int countWithin(long nanos) {
    return Math.toIntExact((nanos * perSecond + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND);
  }
}
