package io.seqsvr.failover.report;

import io.seqsvr.bench.result.Table;
import java.util.List;

/** The results as one page with inline SVG, no script, nothing to load. Stateless. */
public final class Page {
  private static final String STYLE =
      """
      body { font: 15px/1.4 system-ui, sans-serif; margin: 2em auto; max-width: 1000px; padding: 0 1em;
        color: #222; background: #fff }
      h1 { font-size: 1.4em } h2 { font-size: 1.2em; margin: 2em 0 .2em }
      svg { width: 100%; height: auto } svg text { font-size: 12px; fill: #444 }
      circle { fill: #1f5fa8; fill-opacity: .35 } .grid { stroke: #ddd } .p50 { stroke: #222 }
      .p99 { stroke: #c2571a } .name { text-anchor: end } .tick { text-anchor: middle }
      table { border-collapse: collapse; font-size: 13px } td { padding: .15em 1em .15em 0 }
      tr:first-child td { font-weight: 600 } .scroll { overflow-x: auto }
      """;

  private Page() {}

  /**
   * The page.
   *
   * @param facts of the machine and the run, name and value
   */
  public static String of(List<EventResult> results, List<List<String>> facts) {
    StringBuilder html = new StringBuilder("<!doctype html>\n<html lang=\"en\">\n<head>\n");
    html.append("<meta charset=\"utf-8\">\n<title>Failover: measurements</title>\n");
    html.append("<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n");
    html.append("<h1>Failover: measurements</h1>\n");
    html.append("<p>A dot is one value; the dark line is p50, the other p99.</p>\n");
    for (EventResult result : results) {
      html.append("<h2>").append(StripChart.escape(result.event())).append("</h2>\n");
      if (!result.series().isEmpty()) {
        html.append(new StripChart(result.event(), result.series()).toSvg());
      }
      html.append("<p>").append(StripChart.escape(result.judgement())).append("</p>\n");
    }
    for (Table table : Tables.of(results)) {
      html.append("<h2>").append(StripChart.escape(table.title())).append("</h2>\n");
      append(html, table.rows());
    }
    html.append("<h2>Machine and run</h2>\n");
    append(html, facts);
    return html.append("</body>\n</html>\n").toString();
  }

  private static void append(StringBuilder html, List<List<String>> rows) {
    html.append("<div class=\"scroll\"><table>\n");
    for (List<String> row : rows) {
      html.append("<tr>");
      row.forEach(cell -> html.append("<td>").append(StripChart.escape(cell)).append("</td>"));
      html.append("</tr>\n");
    }
    html.append("</table></div>\n");
  }
}
