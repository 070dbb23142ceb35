package io.seqsvr.history;

/**
 * The fields that every recorded call has.
 *
 * @param startNanos the call began
 * @param endNanos it was over; not below startNanos
 * @param outcome what the caller knows
 */
record Attempt(long startNanos, long endNanos, Outcome outcome) {

  /** Reads the fields of a line. */
  static Attempt of(HistoryLine line) throws UnusableHistoryException {
    long startNanos = line.int64("start_ns");
    long endNanos = line.int64("end_ns");
    Outcome outcome = Outcome.ofWireName(line.text("outcome"));
    if (outcome == null) {
      throw new UnusableHistoryException(
          line.where() + ": unknown outcome " + line.text("outcome"));
    }
    if (endNanos < startNanos) {
      throw new UnusableHistoryException(
          line.where() + ": end_ns " + endNanos + " is before start_ns " + startNanos);
    }
    return new Attempt(startNanos, endNanos, outcome);
  }
}
