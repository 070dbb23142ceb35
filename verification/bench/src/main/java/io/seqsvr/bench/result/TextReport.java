package io.seqsvr.bench.result;

import java.util.ArrayList;
import java.util.List;

/** The results as lines: aligned tables, then the same to paste into a page. Stateless. */
public final class TextReport {
  private TextReport() {}

  /**
   * The lines.
   *
   * @param facts of the machine and the run, name and value
   */
  public static List<String> of(Results results, List<List<String>> facts) {
    List<Table> tables = Table.of(results);
    List<String> lines = new ArrayList<>();
    lines.add("median (lowest..highest) of the rounds; ratios are taken in each round");
    for (Table table : tables) {
      lines.add("");
      lines.addAll(table.toText());
      results.remarks(table.title()).forEach(text -> lines.add("  " + text));
    }
    lines.add("");
    lines.addAll(new Table("machine", facts).toText());
    lines.add("");
    lines.add("markdown:");
    for (Table table : tables) {
      lines.add("");
      lines.addAll(table.toMarkdown());
      lines.add("");
      results.remarks(table.title()).forEach(text -> lines.add("- " + text));
    }
    return lines;
  }
}
