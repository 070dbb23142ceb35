package io.seqsvr.cli.report;

import java.util.List;

/**
 * A page with a verdict, charts and a table.
 *
 * @param title heading
 * @param verdict one line below it
 * @param good whether the verdict is good news
 * @param charts in their order
 * @param rows the table, cell by cell
 */
public record ReportPage(
    String title, String verdict, boolean good, List<LineChart> charts, List<List<String>> rows) {

  private static final String STYLE =
      """
      body { font: 15px/1.4 system-ui, sans-serif; margin: 2em auto; max-width: 1000px; padding: 0 1em;
        color: #222; background: #fff }
      h1 { font-size: 1.4em } h2 { font-size: 1.1em; margin: 1.6em 0 .2em }
      svg { width: 100%; height: auto } svg text { font-size: 11px; fill: #555 }
      .left { text-anchor: end } .below { text-anchor: middle }
      .grid { stroke: #e4e4e4 } polyline { fill: none; stroke-width: 1.8 }
      .freeze { fill: #dbe9f6 } .outage { fill: #f8d7d3 }
      .s0 { stroke: #1f5fa8; color: #1f5fa8 } .s1 { stroke: #c2571a; color: #c2571a }
      .s2 { stroke: #2b7d4f; color: #2b7d4f } .s3 { stroke: #7a3f9d; color: #7a3f9d }
      .s4 { stroke: #9a7b00; color: #9a7b00 } .s5 { stroke: #5a5a5a; color: #5a5a5a }
      .legend span { margin-right: 1.2em } .good { color: #1d6b3d } .bad { color: #a8201a }
      td { padding: .15em 1em .15em 0 } td:nth-child(2) { text-align: right; white-space: nowrap }
      """;

  /** Copies the lists. */
  public ReportPage {
    charts = List.copyOf(charts);
    rows = List.copyOf(rows);
  }

  /** The whole page. */
  public String toHtml() {
    StringBuilder html = new StringBuilder("<!doctype html>\n<html lang=\"en\">\n<head>\n");
    html.append("<meta charset=\"utf-8\">\n<title>").append(Html.escape(title));
    html.append("</title>\n<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n");
    html.append("<h1>").append(Html.escape(title)).append("</h1>\n");
    html.append("<p class=\"").append(good ? "good" : "bad").append("\">");
    html.append(Html.escape(verdict)).append("</p>\n");
    charts.forEach(chart -> append(html, chart));
    html.append("<h2>Figures</h2>\n<table>\n");
    rows.forEach(row -> append(html, row));
    return html.append("</table>\n</body>\n</html>\n").toString();
  }

  private static void append(StringBuilder html, LineChart chart) {
    html.append("<h2>").append(Html.escape(chart.title())).append("</h2>\n");
    html.append(chart.toSvg());
    if (chart.lines().size() > 1) {
      html.append("<p class=\"legend\">");
      for (int i = 0; i < chart.lines().size(); i++) {
        html.append("<span class=\"s").append(i % 6).append("\">— ");
        html.append(Html.escape(chart.lines().get(i).name())).append("</span>");
      }
      html.append("</p>\n");
    }
  }

  private static void append(StringBuilder html, List<String> row) {
    html.append("<tr>");
    row.forEach(cell -> html.append("<td>").append(Html.escape(cell)).append("</td>"));
    html.append("</tr>\n");
  }
}
