package io.seqsvr.bench.result;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A title, a row of headings, and rows of as many cells.
 *
 * @param title above it
 * @param rows the headings first
 */
public record Table(String title, List<List<String>> rows) {
  private static final String GAP = "  ";
  private static final List<String> HEADINGS =
      List.of("per second", "p50 ms", "p99 ms", "p99.9 ms", "max ms");
  private static final List<String> RATIO_HEADINGS =
      List.of("rate / best peer", "p99 / peer of as many");

  /** Copies the rows. */
  public Table {
    rows = List.copyOf(rows);
    int columns = rows.get(0).size();
    for (List<String> row : rows) {
      if (row.size() != columns) {
        throw new IllegalArgumentException("cells must be " + columns + ": " + row);
      }
    }
  }

  /** One table for each group. */
  public static List<Table> of(Results results) {
    List<Table> tables = new ArrayList<>();
    for (String group : results.groups()) {
      tables.add(figures(results, group));
    }
    return tables;
  }

  private static Table figures(Results results, String group) {
    List<Label> labels = results.labels(group);
    boolean compared = labels.stream().anyMatch(label -> results.rateRatio(label).isPresent());
    List<List<String>> rows = new ArrayList<>();
    rows.add(row(group, HEADINGS, compared ? RATIO_HEADINGS : List.of()));
    for (Label label : labels) {
      List<String> figures =
          List.of(
              Numbers.text(results.spread(label, Figures::perSecond)),
              Numbers.text(results.spread(label, Figures::p50Millis)),
              Numbers.text(results.spread(label, Figures::p99Millis)),
              Numbers.text(results.spread(label, Figures::p999Millis)),
              Numbers.text(results.spread(label, Figures::maxMillis)));
      List<String> ratios =
          List.of(Numbers.text(results.rateRatio(label)), Numbers.text(results.p99Ratio(label)));
      rows.add(row(label.text(), figures, compared ? ratios : List.of()));
    }
    return new Table(group, rows);
  }

  private static List<String> row(String first, List<String> figures, List<String> ratios) {
    List<String> row = new ArrayList<>(List.of(first));
    row.addAll(figures);
    row.addAll(ratios);
    return List.copyOf(row);
  }

  /** Aligned columns, a line for each row. */
  public List<String> toText() {
    List<Integer> widths = new ArrayList<>();
    for (int column = 0; column < rows.get(0).size(); column++) {
      int index = column;
      widths.add(rows.stream().mapToInt(row -> row.get(index).length()).max().orElse(0));
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String cell = row.get(column);
      line.append(column == 0 ? "" : GAP).append(cell);
      line.append(" ".repeat(widths.get(column) - cell.length()));
    }
    return line.toString().stripTrailing();
  }

  /** Lines to paste into a page. */
  public List<String> toMarkdown() {
    List<String> lines = new ArrayList<>();
    rows.forEach(row -> lines.add("| " + String.join(" | ", row) + " |"));
    lines.add(1, "|" + String.join("|", Collections.nCopies(rows.get(0).size(), "---")) + "|");
    return lines;
  }
}
