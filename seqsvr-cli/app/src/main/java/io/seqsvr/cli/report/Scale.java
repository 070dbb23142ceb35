package io.seqsvr.cli.report;

import java.util.List;
import java.util.stream.IntStream;

/**
 * One axis from 0 to a round number.
 *
 * @param step distance of two ticks: 1, 2 or 5 times a power of ten
 * @param steps number of steps on the axis, at least 1
 * @param from position of 0, in pixels
 * @param to position of the end of the axis, in pixels
 */
record Scale(double step, int steps, double from, double to) {
  /** A scale that reaches at least {@code max}, with at most {@code ticks} steps. */
  static Scale upTo(double max, int ticks, double from, double to) {
    double reach = max > 0 ? max : 1;
    double power = Math.pow(10, Math.floor(Math.log10(reach / ticks)));
    for (double factor : new double[] {1, 2, 5}) {
      if (power * factor * ticks >= reach) {
        return of(power * factor, reach, from, to);
      }
    }
    return of(power * 10, reach, from, to);
  }

  private static Scale of(double step, double reach, double from, double to) {
    return new Scale(step, Math.max(1, (int) Math.ceil(reach / step - 1e-9)), from, to);
  }

  double position(double value) {
    return from + (to - from) * value / (step * steps);
  }

  List<Double> ticks() {
    return IntStream.rangeClosed(0, steps).mapToObj(i -> i * step).toList();
  }
}
