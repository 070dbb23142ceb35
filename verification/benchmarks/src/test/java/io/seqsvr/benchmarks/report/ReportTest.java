package io.seqsvr.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.benchmarks.ids.Contender;
import io.seqsvr.benchmarks.report.Workload.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Hunts reports that hide refusals, lose a row, or need another file. */
class ReportTest {
  private static final List<List<String>> FACTS = List.of(List.of("cores", "<2>"));
  private final Results results = new Results();

  ReportTest() {
    Workload single = new Workload(Kind.SINGLE, 1_000_000, 2);
    results.add(
        new Cell(single, Contender.BASELINE.text()), new Figures(List.of(4e8), 0, Map.of()));
    results.add(
        new Cell(single, Contender.SEQSVR.text()),
        new Figures(
            List.of(2e7, 2e7, 2e7),
            0.001,
            Map.of("issued", 2_000_000L, "refused", 17L, "storeCalls", 5L, "unusedIds", 1_234L)));
    results.add(new Cell(single, Contender.MAP.text()), new Figures(List.of(5e6), 63.4, Map.of()));
    Workload steady = new Workload(Kind.STEADY, 1, 1);
    results.add(
        new Cell(steady, Labels.SLOW_STORE),
        new Figures(List.of(), 0, Map.of("p50", 88L, "p9999", 2_070L, "refused", 950L)));
  }

  @Test
  void aRowHasRatesRatiosAndRefusals() {
    assertThat(MarkdownReport.of(results, FACTS))
        .anyMatch(line -> line.startsWith("| single calls, 1 000 000 conversations, 2 threads |"))
        .contains(
            "| seqsvr | 20.0 | 0.00 | 100 | 0.00 |  | 17 | 2.50 | 1 230 (1 230..1 230) |",
            "| ConcurrentHashMap of AtomicLong | 5.00 |  | 400 | 63.4 | 4.00 (4.00..4.00) |  |  |  |")
        .anyMatch(line -> line.startsWith("| " + Labels.SLOW_STORE + " |") && line.contains("950"));
  }

  @Test
  void aGoalSaysWhetherItIsMet() {
    assertThat(MarkdownReport.of(results, FACTS))
        .anyMatch(line -> line.endsWith("seqsvr / map | >= 4.00 | 4.00 (4.00..4.00) | yes |"));
  }

  @Test
  void thePageStandsAlone() {
    assertThat(HtmlReport.of(results, FACTS))
        .contains("<svg", "class=\"ours\"", "&lt;2&gt;", "single calls, 1 000 000")
        .doesNotContain("http:", "https:", "<script", "<link", "src=");
  }

  @Test
  void theEmptyLoopHasNoBar() {
    assertThat(HtmlReport.of(results, FACTS))
        .doesNotContain("\">" + Contender.BASELINE.text() + "</text>")
        .contains("<td>" + Contender.BASELINE.text() + "</td>");
  }
}
