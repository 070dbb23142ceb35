package io.seqsvr.failover.report;

import java.util.List;
import java.util.Locale;

/**
 * Distributions as SVG: a line for each series, a dot for each value, and marks at p50 and p99. All
 * lines share one axis from 0.
 *
 * @param title what it shows
 * @param series from top to bottom, at least one
 */
record StripChart(String title, List<Series> series) {
  private static final int WIDTH = 960;
  private static final int LEFT = 330;
  private static final int RIGHT = 30;
  private static final int ROW = 44;
  private static final int AXIS = 24;
  private static final int TICKS = 5;

  /** About so many of a longer series are drawn, evenly chosen. */
  private static final int MAX_DOTS = 1_000;

  StripChart {
    series = List.copyOf(series);
    if (series.isEmpty()) {
      throw new IllegalArgumentException("series must not be empty: " + title);
    }
  }

  /** The chart as an {@code svg} element. */
  String toSvg() {
    double most = series.stream().mapToDouble(Series::max).max().orElse(0);
    double scale = most > 0 ? (WIDTH - LEFT - RIGHT) / most : 0;
    int height = ROW * series.size() + AXIS;
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
            WIDTH, height, escape(title)));
    for (int tick = 0; tick <= TICKS; tick++) {
      double value = most * tick / TICKS;
      double x = LEFT + value * scale;
      svg.append(
          format(
              "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"0\" y2=\"%d\"/>",
              x, x, height - AXIS));
      svg.append(
          format(
              "<text class=\"tick\" x=\"%.1f\" y=\"%d\">%s ms</text>%n",
              x, height - 8, Tables.text(value)));
    }
    for (int i = 0; i < series.size(); i++) {
      append(svg, series.get(i), ROW * i + ROW / 2, scale);
    }
    return svg.append("</svg>\n").toString();
  }

  private static void append(StringBuilder svg, Series one, int y, double scale) {
    svg.append(
        format(
            "<text class=\"name\" x=\"%d\" y=\"%d\">%s</text>",
            LEFT - 10, y + 4, escape(one.name())));
    List<Double> sorted = one.millis().stream().sorted().toList();
    int step = Math.max(1, sorted.size() / MAX_DOTS);
    for (int i = 0; i < sorted.size(); i += step) {
      // Spread over the height of the row, so that equal values don't hide each other.
      int shift = i * 7 % 21 - 10;
      svg.append(
          format(
              "<circle cx=\"%.1f\" cy=\"%d\" r=\"2.5\"/>",
              LEFT + sorted.get(i) * scale, y + shift));
    }
    mark(svg, "p50", one.p50(), y, scale);
    mark(svg, "p99", one.p99(), y, scale);
    svg.append('\n');
  }

  private static void mark(StringBuilder svg, String style, double value, int y, double scale) {
    double x = LEFT + value * scale;
    svg.append(
        format(
            "<line class=\"%s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
            style, x, x, y - 16, y + 16));
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
