package io.seqsvr.bench.result;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.bench.result.Label.Kind;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final List<List<String>> FACTS = List.of(List.of("database", "1 < 2"));

  private final Results results = new Results();

  @BeforeEach
  void measured() {
    results.add(
        new Label("one conversation", Kind.SERVICE, 16),
        new Figures(12_345, 1.234, 12.34, 123.4, 999, 1, "late & slow"));
    results.add(
        new Label("one conversation", Kind.PEER, 16), new Figures(6_000, 1, 10, 20, 30, 1, ""));
  }

  @Test
  void givesThreeDigitsThatMeanSomething() {
    assertThat(Numbers.text(0)).isEqualTo("0.00");
    assertThat(Numbers.text(1.234)).isEqualTo("1.23");
    assertThat(Numbers.text(12.34)).isEqualTo("12.3");
    assertThat(Numbers.text(123.4)).isEqualTo("123");
    assertThat(Numbers.text(1_234)).isEqualTo("1 230");
    assertThat(Numbers.text(1_234_567)).isEqualTo("1 230 000");
  }

  @Test
  void textShowsFiguresRatiosRemarksAndMarkdown() {
    List<String> lines = TextReport.of(results, FACTS);

    assertThat(lines)
        .anyMatch(
            line -> line.matches("message service, 16 senders +12 300 \\(12 300\\.\\.12 300.*"))
        .anyMatch(line -> line.endsWith("2.06 (2.06..2.06)  1.23 (1.23..1.23)"))
        .contains(
            "  message service, 16 senders, round 1: late & slow",
            "- message service, 16 senders, round 1: late & slow",
            "database  1 < 2")
        .anyMatch(line -> line.startsWith("| SQL, a transaction a message, 16 threads | 6 000 ("));
  }

  @Test
  void leavesRatiosOutWhereThereIsNoPeer() {
    Results alone = new Results();
    alone.add(new Label("shown", Kind.DELIVERY, 0), new Figures(1, 1, 1, 1, 1, 1, ""));

    assertThat(TextReport.of(alone, FACTS)).noneMatch(line -> line.contains("peer"));
  }

  @Test
  void pageHasABarForEachFigureAndEscapesText() {
    String html = HtmlReport.of(results, FACTS);

    assertThat(html)
        .contains("1 &lt; 2")
        .contains("late &amp; slow")
        .contains("class=\"service\"")
        .contains("class=\"peer\"");
    assertThat(html.split("<svg", -1)).hasSize(4); // rate, p50, p99
    assertThat(html).contains("width=\"410.0\""); // the longest bar fills the space
  }
}
