package io.seqsvr.failover.report;

import java.util.List;

/**
 * One figure over all repetitions.
 *
 * @param name what was measured
 * @param millis a value for each repetition, or for each section of each repetition
 * @param goal what is wanted
 */
public record Series(String name, List<Double> millis, Goal goal) {
  /** Copies the values. */
  public Series {
    millis = List.copyOf(millis);
  }

  /**
   * Bounds, in milliseconds; infinite where there is none.
   *
   * @param p50 for half of the values
   * @param p99 for 99 of 100
   * @param max for all
   */
  public record Goal(double p50, double p99, double max) {
    /** No bound. */
    public static final Goal NONE =
        new Goal(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

    /** Of a take-over, with leases of 300 ms. */
    public static final Goal TAKE_OVER = new Goal(500, 1_000, Double.POSITIVE_INFINITY);

    /** Every value. */
    public static Goal max(double millis) {
      return new Goal(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, millis);
    }

    String text() {
      StringBuilder text = new StringBuilder();
      append(text, "p50", p50);
      append(text, "p99", p99);
      append(text, "max", max);
      return text.toString();
    }

    private static void append(StringBuilder text, String name, double bound) {
      if (bound < Double.POSITIVE_INFINITY) {
        text.append(text.isEmpty() ? "" : ", ")
            .append(name)
            .append(" <= ")
            .append(Math.round(bound));
      }
    }
  }

  /** Half of the values are at most this. */
  public double p50() {
    return Percentiles.of(0.5, millis);
  }

  /** 99 of 100 are. */
  public double p99() {
    return Percentiles.of(0.99, millis);
  }

  /** All are. */
  public double max() {
    return Percentiles.of(1, millis);
  }

  /** Whether every bound is kept. */
  public boolean isMet() {
    return p50() <= goal.p50() && p99() <= goal.p99() && max() <= goal.max();
  }
}
