package io.seqsvr.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seqsvr.benchmarks.report.Workload.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Hunts wrong arithmetic: units, threads, and ratios over figures of different rounds. */
class ResultsTest {
  private static final Workload TWO_THREADS = new Workload(Kind.SINGLE, 10_000, 2);
  private static final Cell OURS = new Cell(TWO_THREADS, "seqsvr");
  private static final Cell PEER = new Cell(TWO_THREADS, "peer");

  private final Results results = new Results();

  @Test
  void aRateIsTheMeanOfAllIterations() {
    add(OURS, 10e6, 20e6);
    add(OURS, 30e6, 40e6);
    assertThat(results.rate(OURS)).isCloseTo(25e6, within(1.0));
  }

  /** Two threads that get 20 million ids a second together need 100 ns for each. */
  @Test
  void nanosArePerThread() {
    add(OURS, 20e6);
    assertThat(results.nanosPerId(OURS)).isCloseTo(100, within(1e-9));
  }

  /** Student's t for 8 degrees of freedom and 99.9 %: 5.041. */
  @Test
  void theErrorIsHalfOfTheInterval() {
    add(OURS, 1, 2, 3);
    add(OURS, 4, 5, 6);
    add(OURS, 7, 8, 9);
    assertThat(results.rateError(OURS)).isCloseTo(5.041 * Math.sqrt(7.5) / 3, within(0.005));
  }

  @Test
  void twoIterationsHaveNoError() {
    add(OURS, 1, 2);
    assertThat(results.rateError(OURS)).isNaN();
  }

  /** In every round ours is twice as fast; the means of all rounds would say otherwise. */
  @Test
  void ratiosAreTakenInEachRound() {
    add(OURS, 200);
    add(PEER, 100);
    add(OURS, 20);
    add(PEER, 10);
    add(OURS, 2_000);
    add(PEER, 1_000);
    assertThat(results.rateRatio(OURS, PEER)).contains(new Spread(2, 2, 2));
  }

  @Test
  void aRatioOverWhatWasNotMeasuredIsEmpty() {
    add(OURS, 200);
    assertThat(results.rateRatio(OURS, PEER)).isEmpty();
    assertThat(results.rateRatio(PEER, OURS)).isEmpty();
  }

  @Test
  void notesAddUp() {
    results.add(OURS, new Figures(List.of(1.0), 0, Map.of("refused", 3L)));
    results.add(OURS, new Figures(List.of(1.0), 0, Map.of("refused", 4L)));
    assertThat(results.total(OURS, "refused")).isEqualTo(7);
    assertThat(results.total(OURS, "unknown")).isZero();
  }

  @Test
  void theMedianOfTwoLiesBetweenThem() {
    assertThat(Spread.of(List.of(4.0, 2.0))).isEqualTo(new Spread(3, 2, 4));
  }

  private void add(Cell cell, double... perSecond) {
    List<Double> rates = java.util.Arrays.stream(perSecond).boxed().toList();
    results.add(cell, new Figures(rates, 0, Map.of()));
  }
}
