package io.seqsvr.cli.report;

import java.util.List;
import java.util.Locale;

/**
 * A chart of values over time as SVG, both axes from 0. Values are whole numbers to the reader.
 *
 * @param title what it shows
 * @param lines the lines, coloured in their order by the page's styles {@code s0} to {@code s5}
 * @param bands spans of time behind the lines
 */
public record LineChart(String title, List<Series> lines, List<Band> bands) {
  private static final int WIDTH = 960;
  private static final int HEIGHT = 320;
  private static final int LEFT = 80;
  private static final int RIGHT = 16;
  private static final int TOP = 24;
  private static final int BOTTOM = 32;
  private static final int TICKS = 6;

  /** Copies the lists. */
  public LineChart {
    lines = List.copyOf(lines);
    bands = List.copyOf(bands);
  }

  /** The chart as an {@code svg} element. */
  public String toSvg() {
    Scale x = Scale.upTo(max(true), TICKS, LEFT, WIDTH - RIGHT);
    Scale y = Scale.upTo(max(false), TICKS, HEIGHT - BOTTOM, TOP);
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
            WIDTH, HEIGHT, Html.escape(title)));
    for (int i = 0; i < bands.size(); i++) {
      append(svg, bands.get(i), x, i);
    }
    axes(svg, x, y);
    for (int i = 0; i < lines.size(); i++) {
      append(svg, lines.get(i), "s" + i % 6, x, y);
    }
    return svg.append("</svg>\n").toString();
  }

  private double max(boolean time) {
    return lines.stream()
        .flatMap(line -> line.points().stream())
        .mapToDouble(point -> time ? point.seconds() : point.value())
        .max()
        .orElse(1);
  }

  /** Names stand one below the other, as bands can be narrower than their names. */
  private static void append(StringBuilder svg, Band band, Scale x, int row) {
    double from = x.position(band.fromSeconds());
    double width = Math.max(1, x.position(band.toSeconds()) - from);
    svg.append(
        format(
            "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
            band.style(), from, TOP, width, HEIGHT - TOP - BOTTOM));
    svg.append(
        format(
            "<text x=\"%.1f\" y=\"%d\">%s</text>%n",
            from + 2, TOP + 14 * (row + 1), Html.escape(band.name())));
  }

  private static void axes(StringBuilder svg, Scale x, Scale y) {
    for (double tick : y.ticks()) {
      double at = y.position(tick);
      svg.append(
          format(
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
              LEFT, WIDTH - RIGHT, at, at));
      svg.append(
          format(
              "<text class=\"left\" x=\"%d\" y=\"%.1f\">%s</text>%n",
              LEFT - 6, at + 4, label(tick)));
    }
    for (double tick : x.ticks()) {
      svg.append(
          format(
              "<text class=\"below\" x=\"%.1f\" y=\"%d\">%s s</text>%n",
              x.position(tick), HEIGHT - 10, label(tick)));
    }
  }

  private static void append(StringBuilder svg, Series line, String style, Scale x, Scale y) {
    svg.append("<polyline class=\"").append(style).append("\" points=\"");
    for (Series.Point point : line.points()) {
      svg.append(format("%.1f,%.1f ", x.position(point.seconds()), y.position(point.value())));
    }
    svg.append("\"><title>").append(Html.escape(line.name())).append("</title></polyline>\n");
  }

  private static String label(double value) {
    return value == Math.rint(value)
        ? format("%,.0f", value).replace(',', ' ')
        : format("%.2f", value);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
