package io.seqsvr.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seqsvr.benchmarks.ids.Contender;
import io.seqsvr.benchmarks.report.Figures;
import io.seqsvr.benchmarks.report.Workload;
import io.seqsvr.benchmarks.report.Workload.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.RunnerException;

/** Hunts benchmarks that do not run any more. Measures nothing: far too short, in this process. */
class JmhRunsTest {
  /** JMH takes one lock for the whole machine, which a real measurement may hold. */
  private static final String NO_LOCK = "jmh.ignoreLock";

  private final JmhRuns runs = new JmhRuns(new Timing(1, 2, 50, 10_000, 1, false));

  @BeforeAll
  static void ignoreOtherRuns() {
    System.setProperty(NO_LOCK, "true");
  }

  @AfterAll
  static void restore() {
    System.clearProperty(NO_LOCK);
  }

  @Test
  void singleCallsRun() throws Exception {
    Figures figures = run(Kind.SINGLE, 2);
    assertThat(figures.perSecond()).hasSize(2).allMatch(rate -> rate > 1_000);
    assertThat(figures.bytesPerId()).isNotNaN();
    assertThat(figures.notes()).containsKeys("issued", "refused", "storeCalls", "unusedIds");
    assertThat(figures.notes().get("issued")).isPositive();
  }

  @Test
  void batchesRun() throws Exception {
    assertThat(run(Kind.BATCH, 1).perSecond()).hasSize(2).allMatch(rate -> rate > 1_000);
  }

  @Test
  void callsAtAFixedRateRun() throws Exception {
    Figures figures = run(Kind.STEADY, 1);
    assertThat(figures.perSecond()).isEmpty();
    assertThat(figures.notes()).containsKeys("p50", "p99", "p9999", "max", "dueP9999");
    assertThat(figures.notes().get("issued")).isEqualTo(2 * 10_000);
  }

  /** Without a conversation every call fails. */
  @Test
  void aFailureHasNoFigures() {
    Workload none = new Workload(Kind.SINGLE, 0, 1);
    assertThatThrownBy(() -> runs.run(Measurement.of(none, Contender.MAP)))
        .isInstanceOf(RunnerException.class);
  }

  private Figures run(Kind kind, int threads) throws Exception {
    return runs.run(Measurement.of(new Workload(kind, 100, threads), Contender.SEQSVR));
  }
}
