package io.seqsvr.benchmarks.report;

import java.util.List;
import java.util.Locale;

/**
 * Horizontal bars from 0 as SVG, each with a line from its lowest to its highest value.
 *
 * @param title what it shows, with the unit
 * @param bars from top to bottom, at least one
 */
record BarChart(String title, List<Bar> bars) {
  private static final int WIDTH = 960;
  private static final int LEFT = 300;
  private static final int RIGHT = 170;
  private static final int ROW = 26;
  private static final int BAR = 16;

  BarChart {
    bars = List.copyOf(bars);
    if (bars.isEmpty()) {
      throw new IllegalArgumentException("bars must not be empty: " + title);
    }
  }

  /**
   * A bar.
   *
   * @param name to its left
   * @param isOurs whether it is coloured as the allocator's
   * @param value its length, and the line on it
   */
  record Bar(String name, boolean isOurs, Spread value) {}

  /** The chart as an {@code svg} element. */
  String toSvg() {
    double most = bars.stream().mapToDouble(bar -> bar.value().max()).max().orElse(0);
    double scale = most > 0 ? (WIDTH - LEFT - RIGHT) / most : 0;
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
            WIDTH, ROW * bars.size() + 8, escape(title)));
    for (int i = 0; i < bars.size(); i++) {
      append(svg, bars.get(i), 4 + ROW * i, scale);
    }
    return svg.append("</svg>\n").toString();
  }

  private static void append(StringBuilder svg, Bar bar, int top, double scale) {
    Spread value = bar.value();
    int middle = top + BAR / 2;
    svg.append(
        format(
            "<text class=\"name\" x=\"%d\" y=\"%d\">%s</text>",
            LEFT - 8, middle + 4, escape(bar.name())));
    svg.append(
        format(
            "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
            bar.isOurs() ? "ours" : "peer", LEFT, top, value.median() * scale, BAR));
    svg.append(
        format(
            "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
            LEFT + value.min() * scale, LEFT + value.max() * scale, middle, middle));
    svg.append(
        format(
            "<text x=\"%.1f\" y=\"%d\">%s</text>%n",
            LEFT + value.max() * scale + 8, middle + 4, Numbers.text(value)));
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
