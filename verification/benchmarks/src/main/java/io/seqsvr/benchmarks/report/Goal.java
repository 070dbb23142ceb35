package io.seqsvr.benchmarks.report;

import java.util.Optional;

/**
 * What is wanted, and what was measured.
 *
 * @param what compared with what
 * @param bound that the median must keep
 * @param isFloor whether the median must be at least the bound; otherwise at most
 * @param measured over the rounds; empty if it was not measured
 */
record Goal(String what, double bound, boolean isFloor, Optional<Spread> measured) {
  static Goal atLeast(double bound, String what, Optional<Spread> measured) {
    return new Goal(what, bound, true, measured);
  }

  static Goal atMost(double bound, String what, Optional<Spread> measured) {
    return new Goal(what, bound, false, measured);
  }

  /** Whether it is met; not if the median is no number. */
  boolean isMet() {
    return measured
        .map(spread -> isFloor ? spread.median() >= bound : spread.median() <= bound)
        .orElse(false);
  }

  /** For a person. */
  String boundText() {
    return (isFloor ? ">= " : "<= ") + Numbers.text(bound);
  }
}
