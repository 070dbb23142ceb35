package io.seqsvr.benchmarks.report;

import java.util.List;

/**
 * What several rounds gave for one figure.
 *
 * @param median the middle one; of an even number, the mean of the two in the middle
 * @param min lowest
 * @param max highest
 */
public record Spread(double median, double min, double max) {
  /**
   * Of at least one value.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Spread of(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("values must not be empty");
    }
    List<Double> sorted = values.stream().sorted().toList();
    int size = sorted.size();
    double median = (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
    return new Spread(median, sorted.get(0), sorted.get(size - 1));
  }
}
