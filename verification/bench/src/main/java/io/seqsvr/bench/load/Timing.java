package io.seqsvr.bench.load;

import java.time.Duration;

/**
 * How long a measurement takes.
 *
 * @param warmUp before anything counts, above 0
 * @param measured what counts, above 0
 */
public record Timing(Duration warmUp, Duration measured) {
  public Timing {
    check("warmUp", warmUp);
    check("measured", measured);
  }

  private static void check(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be > 0: " + value);
    }
  }
}
