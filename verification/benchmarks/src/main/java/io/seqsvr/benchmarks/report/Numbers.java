package io.seqsvr.benchmarks.report;

import java.util.Locale;
import java.util.Optional;

/** Figures as text. Stateless. */
final class Numbers {
  private Numbers() {}

  /** Three digits that mean something: 12 300, 1.23; "" for what is no number. */
  static String text(double value) {
    double magnitude = Math.abs(value);
    if (!Double.isFinite(value)) {
      return "";
    }
    if (magnitude >= 1_000) {
      double unit = Math.pow(10, Math.floor(Math.log10(magnitude)) - 2);
      return String.format(Locale.ROOT, "%,.0f", Math.rint(value / unit) * unit).replace(',', ' ');
    }
    int decimals = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** Median, lowest and highest. */
  static String text(Spread spread) {
    return text(spread.median()) + " (" + text(spread.min()) + ".." + text(spread.max()) + ")";
  }

  static String text(Optional<Spread> spread) {
    return spread.map(Numbers::text).orElse("");
  }
}
