package io.seqsvr.benchmarks.report;

import io.seqsvr.benchmarks.ids.Contender;
import io.seqsvr.benchmarks.report.BarChart.Bar;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The results as one page with inline SVG, no script, nothing to load. Stateless. */
public final class HtmlReport {
  private static final double MILLION = 1e6;
  private static final String STYLE =
      """
      body { font: 15px/1.4 system-ui, sans-serif; margin: 2em auto; max-width: 1000px; padding: 0 1em;
        color: #222; background: #fff }
      h1 { font-size: 1.4em } h2 { font-size: 1.2em; margin: 2em 0 .2em } h3 { font-size: 1em }
      svg { width: 100%; height: auto } svg text { font-size: 12px; fill: #444 }
      svg line { stroke: #222 } .name { text-anchor: end }
      .ours { fill: #1f5fa8 } .peer { fill: #b9b9b9 }
      table { border-collapse: collapse; font-size: 13px } td { padding: .15em 1em .15em 0 }
      tr:first-child td { font-weight: 600 } .scroll { overflow-x: auto }
      """;

  private HtmlReport() {}

  /**
   * The page.
   *
   * @param facts of the machine and the run, name and value
   */
  public static String of(Results results, List<List<String>> facts) {
    StringBuilder html = new StringBuilder("<!doctype html>\n<html lang=\"en\">\n<head>\n");
    html.append("<meta charset=\"utf-8\">\n<title>The allocator alone: measurements</title>\n");
    html.append("<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n");
    html.append("<h1>The allocator alone: measurements</h1>\n");
    html.append("<p>Bars are medians of the rounds, lines reach from the lowest to the highest.\n");
    html.append("After each process the counters agreed with the calls.</p>\n");
    for (Workload workload : results.workloads()) {
      html.append("<h2>").append(BarChart.escape(workload.text())).append("</h2>\n");
      if (Tables.isRate(workload)) {
        chart(html, results, workload, "million ids/s", figures -> figures.rate() / MILLION);
      } else {
        chart(html, results, workload, "p50, ns", figures -> figures.note("p50"));
        chart(html, results, workload, "p99.99, ns", figures -> figures.note("p9999"));
      }
    }
    for (Table table : Tables.of(results)) {
      html.append("<h2>").append(BarChart.escape(table.title())).append("</h2>\n");
      table(html, table.rows());
    }
    html.append("<h2>Machine and run</h2>\n");
    table(html, facts);
    return html.append("</body>\n</html>\n").toString();
  }

  /** Without the empty loop, whose bar would make all others short. */
  private static void chart(
      StringBuilder html,
      Results results,
      Workload workload,
      String title,
      ToDoubleFunction<Figures> figure) {
    List<Bar> bars =
        results.cells(workload).stream()
            .filter(cell -> !cell.contender().equals(Contender.BASELINE.text()))
            .map(
                cell ->
                    new Bar(
                        cell.contender(),
                        Labels.isOurs(cell.contender()),
                        results.spread(cell, figure).orElseThrow()))
            .toList();
    if (!bars.isEmpty()) {
      html.append("<h3>").append(BarChart.escape(title)).append("</h3>\n");
      html.append(new BarChart(title, bars).toSvg());
    }
  }

  private static void table(StringBuilder html, List<List<String>> rows) {
    html.append("<div class=\"scroll\"><table>\n");
    for (List<String> row : rows) {
      html.append("<tr>");
      row.forEach(cell -> html.append("<td>").append(BarChart.escape(cell)).append("</td>"));
      html.append("</tr>\n");
    }
    html.append("</table></div>\n");
  }
}
