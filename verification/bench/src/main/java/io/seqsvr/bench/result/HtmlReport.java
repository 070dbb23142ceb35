package io.seqsvr.bench.result;

import io.seqsvr.bench.result.BarChart.Bar;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The results as one page with inline SVG, no script, nothing to load. Stateless. */
public final class HtmlReport {
  private static final String STYLE =
      """
      body { font: 15px/1.4 system-ui, sans-serif; margin: 2em auto; max-width: 1000px; padding: 0 1em;
        color: #222; background: #fff }
      h1 { font-size: 1.4em } h2 { font-size: 1.2em; margin: 2em 0 .2em } h3 { font-size: 1em }
      svg { width: 100%; height: auto } svg text { font-size: 12px; fill: #444 }
      svg line { stroke: #222 } .name { text-anchor: end }
      .service, .delivery { fill: #1f5fa8 } .peer { fill: #c2571a } .unordered { fill: #b9b9b9 }
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
    html.append("<meta charset=\"utf-8\">\n<title>Message service: measurements</title>\n");
    html.append("<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n");
    html.append("<h1>Message service: measurements</h1>\n");
    html.append("<p>Bars are medians of the rounds, lines reach from the lowest to the highest.\n");
    html.append("Every accepted message was found in the database afterwards.</p>\n");
    for (Table table : Table.of(results)) {
      String group = table.title();
      html.append("<h2>").append(BarChart.escape(group)).append("</h2>\n");
      chart(html, results, group, "per second: more is better", Figures::perSecond);
      chart(html, results, group, "p50, ms: less is better", Figures::p50Millis);
      chart(html, results, group, "p99, ms: less is better", Figures::p99Millis);
      table(html, table.rows());
      for (String remark : results.remarks(group)) {
        html.append("<p>").append(BarChart.escape(remark)).append("</p>\n");
      }
    }
    html.append("<h2>Machine and run</h2>\n");
    table(html, facts);
    return html.append("</body>\n</html>\n").toString();
  }

  private static void chart(
      StringBuilder html,
      Results results,
      String group,
      String title,
      ToDoubleFunction<Figures> figure) {
    List<Bar> bars =
        results.labels(group).stream()
            .map(
                label -> new Bar(label.text(), label.kind().style(), results.spread(label, figure)))
            .toList();
    html.append("<h3>").append(BarChart.escape(title)).append("</h3>\n");
    html.append(new BarChart(title, bars).toSvg());
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
