package io.seqsvr.bench.delivery;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * How late the sends were, which tells whether the load was what it says. Latencies count from the
 * schedule all the same. One thread.
 */
final class Lateness {
  private static final long HIGHEST_NANOS = 3_600_000_000_000L;
  private static final int DIGITS = 3;
  private static final double NANOS_PER_MILLI = 1e6;

  /** A sender that is later than this now and then no longer sends at its rate. */
  private static final double KEPT_MILLIS = 20;

  private final Histogram nanos = new Histogram(HIGHEST_NANOS, DIGITS);

  /** One send was so late; less than 0 counts as 0. */
  void add(long lateNanos) {
    nanos.recordValue(Math.min(HIGHEST_NANOS, Math.max(0, lateNanos)));
  }

  /** Whether 99 of 100 sends were in time, and none was refused. */
  boolean isKept(int refused) {
    return refused == 0 && p99Millis() <= KEPT_MILLIS;
  }

  /**
   * For a person.
   *
   * @param refused sends that the client did not take
   */
  String text(int refused) {
    String figures =
        String.format(
            Locale.ROOT,
            "sends late by %.1f ms at p99, %.1f ms at most",
            p99Millis(),
            nanos.getMaxValue() / NANOS_PER_MILLI);
    String refusals = refused == 0 ? "" : ", " + refused + " refused";
    return (isKept(refused) ? "schedule kept: " : "SCHEDULE NOT KEPT: ") + figures + refusals;
  }

  private double p99Millis() {
    return nanos.getValueAtPercentile(99) / NANOS_PER_MILLI;
  }
}
