package io.seqsvr.cli.report;

import java.util.List;

/**
 * One line of a chart.
 *
 * @param name what it shows
 * @param points from left to right; not empty
 */
public record Series(String name, List<Point> points) {
  /** Copies the points. */
  public Series {
    points = List.copyOf(points);
    if (points.isEmpty()) {
      throw new IllegalArgumentException("points must not be empty: " + name);
    }
  }

  /** A value at a time, both at least 0. */
  public record Point(double seconds, double value) {}
}
