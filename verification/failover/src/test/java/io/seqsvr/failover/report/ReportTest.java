package io.seqsvr.failover.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.bench.result.Table;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Hunts percentiles that nobody measured, goals that look met, and pages that don't show it. */
final class ReportTest {
  private static final List<Double> HUNDRED =
      DoubleStream.iterate(1, value -> value + 1).limit(100).boxed().toList();

  private final EventResult result =
      new EventResult(
          "owner <killed>",
          100,
          List.of(
              new Series("first", HUNDRED, new Series.Goal(50, 98, 1_000)),
              new Series("all", HUNDRED, Series.Goal.NONE)),
          List.of(Count.of("calls", 7), Count.none("failed", 1)),
          "OK");

  @Test
  void percentilesAreMeasuredValues() {
    assertThat(Percentiles.of(0.5, HUNDRED)).isEqualTo(50);
    assertThat(Percentiles.of(0.99, HUNDRED)).isEqualTo(99);
    assertThat(Percentiles.of(1, HUNDRED)).isEqualTo(100);
    assertThat(Percentiles.of(0.99, List.of(3.0, 1.0, 2.0))).isEqualTo(3);
    assertThat(Percentiles.of(0.5, List.of(4.0))).isEqualTo(4);
  }

  @Test
  void goalsAreMetOnlyIfEveryBoundIsKept() {
    assertThat(result.series().get(0).isMet()).as("p99 is 99").isFalse();
    assertThat(new Series("first", HUNDRED, new Series.Goal(50, 99, 100)).isMet()).isTrue();
    assertThat(new Series("first", HUNDRED, new Series.Goal(49, 99, 100)).isMet()).isFalse();
    assertThat(new Series("first", HUNDRED, Series.Goal.max(99)).isMet()).isFalse();
    assertThat(Count.none("failed", 0).isMet()).isTrue();
    assertThat(result.isMet()).isFalse();
  }

  @Test
  void tablesHaveEveryFigureAndTheVerdict() {
    List<Table> tables = Tables.of(List.of(result));
    assertThat(tables.get(0).toMarkdown())
        .contains(
            "| owner <killed> | first | 100 | 1.0 | 50 | 99 | 100 |"
                + " p50 <= 50, p99 <= 98, max <= 1000 | NO |",
            "| owner <killed> | all | 100 | 1.0 | 50 | 99 | 100 |  |  |");
    assertThat(tables.get(1).toMarkdown())
        .contains(
            "| owner <killed> | calls | 7 |  |  |",
            "| owner <killed> | failed | 1 | <= 0 | NO |",
            "| owner <killed> | judgement: OK |  |  |  |");
  }

  @Test
  void thePageEscapesAndDrawsEveryValue() {
    String page = Page.of(List.of(result), List.of(List.of("cores", "2")));
    assertThat(page).contains("owner &lt;killed&gt;", "<td>cores</td><td>2</td>");
    assertThat(page).doesNotContain("owner <killed>");
    assertThat(page.split("<circle", -1)).hasSize(201);
  }
}
