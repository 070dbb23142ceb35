package io.seqsvr.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.benchmarks.ids.Contender;
import io.seqsvr.benchmarks.report.Workload.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Hunts goals that are called met when they are not, or that compare the wrong things. */
class GoalsTest {
  private static final Workload MANY = new Workload(Kind.SINGLE, 1_000_000, 1);
  private static final Workload HOT_ALONE = new Workload(Kind.SINGLE, 1, 1);
  private static final Workload HOT_BOTH = new Workload(Kind.SINGLE, 1, 2);
  private static final Workload STEADY = new Workload(Kind.STEADY, 1, 1);

  private final Results results = new Results();

  @Test
  void whatWasNotMeasuredIsNoGoal() {
    assertThat(Goals.of(results)).isEmpty();
  }

  @Test
  void theBoundItselfIsMet() {
    rate(MANY, Contender.SEQSVR, 40);
    rate(MANY, Contender.MAP, 10);
    assertThat(goal("seqsvr / map").isMet()).isTrue();
  }

  @Test
  void justBelowTheBoundIsNotMet() {
    rate(MANY, Contender.SEQSVR, 39.9);
    rate(MANY, Contender.MAP, 10);
    assertThat(goal("seqsvr / map").isMet()).isFalse();
  }

  @Test
  void theFasterCosIdCounts() {
    rate(MANY, Contender.SEQSVR, 30);
    rate(MANY, Contender.COSID_SEGMENT_PER_KEY, 5);
    rate(MANY, Contender.COSID_CHAIN_PER_KEY, 15);
    assertThat(goal("CosId").measured()).contains(new Spread(2, 2, 2));
  }

  /** AtomicLong falls to 0.4 of itself with two threads, so ours may, too. */
  @Test
  void aHotConversationMayLoseAsMuchAsAtomicLongDoes() {
    rate(HOT_ALONE, Contender.ATOMIC_LONG, 100);
    rate(HOT_BOTH, Contender.ATOMIC_LONG, 40);
    rate(HOT_ALONE, Contender.SEQSVR, 50);
    rate(HOT_BOTH, Contender.SEQSVR, 20.5);
    Goal scales = goal("with 1 thread");
    assertThat(scales.bound()).isEqualTo(0.4);
    assertThat(scales.isMet()).isTrue();
    assertThat(goal("seqsvr / AtomicLong").isMet()).isTrue();
  }

  @Test
  void aBatchIsComparedWithSingleCallsOfAsManyThreads() {
    rate(new Workload(Kind.BATCH, 1_000_000, 1), Contender.SEQSVR, 25);
    rate(MANY, Contender.SEQSVR, 10);
    rate(new Workload(Kind.SINGLE, 1_000_000, 2), Contender.SEQSVR, 1);
    assertThat(goal("in single calls").measured()).contains(new Spread(2.5, 2.5, 2.5));
  }

  @Test
  void oneByteACallIsTooMuch() {
    results.add(cell(MANY, Contender.SEQSVR), new Figures(List.of(1.0), 1, Map.of()));
    rate(HOT_ALONE, Contender.SEQSVR, 1);
    assertThat(goal("bytes").isMet()).isFalse();
  }

  @Test
  void bytesThatAreNotKnownAreNotZero() {
    results.add(cell(MANY, Contender.SEQSVR), new Figures(List.of(1.0), Double.NaN, Map.of()));
    assertThat(goal("bytes").isMet()).isFalse();
  }

  @Test
  void aSlowStoreMayCostATenth() {
    steady(Labels.FAST_STORE, 1_000);
    steady(Labels.SLOW_STORE, 1_101);
    assertThat(goal("p99.99").isMet()).isFalse();
  }

  private void steady(String label, long p9999) {
    results.add(new Cell(STEADY, label), new Figures(List.of(), 0, Map.of("p9999", p9999)));
  }

  private void rate(Workload workload, Contender contender, double rate) {
    results.add(cell(workload, contender), new Figures(List.of(rate), 0, Map.of()));
  }

  private static Cell cell(Workload workload, Contender contender) {
    return new Cell(workload, contender.text());
  }

  private Goal goal(String part) {
    return Goals.of(results).stream()
        .filter(goal -> goal.what().contains(part))
        .findFirst()
        .orElseThrow();
  }
}
