package io.seqsvr.cli.console;

import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
public final class Quantities {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  private Quantities() {}

  /** A whole number with its thousands apart, for example {@code 12 345}. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value).replace(',', ' ');
  }

  /** A rate per second, rounded; 0 if no time passed. */
  public static String rate(long events, long nanos) {
    return count(nanos <= 0 ? 0 : Math.round(events * NANOS_PER_SECOND / nanos));
  }

  /** A duration in milliseconds below one second, in seconds above. */
  public static String duration(long nanos) {
    if (nanos < NANOS_PER_SECOND) {
      return String.format(Locale.ROOT, "%.2f ms", nanos / NANOS_PER_MILLI);
    }
    return String.format(Locale.ROOT, "%.2f s", nanos / NANOS_PER_SECOND);
  }

  /** A share in percent, rounded down so that 100 % means all. */
  public static String percent(long part, long whole) {
    return (whole == 0 ? 100 : part * 100 / whole) + " %";
  }
}
