package io.seqsvr.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** The results as lines of markdown. Stateless. */
public final class MarkdownReport {
  private MarkdownReport() {}

  /**
   * The lines.
   *
   * @param facts of the machine and the run, name and value
   */
  public static List<String> of(Results results, List<List<String>> facts) {
    List<String> lines = new ArrayList<>();
    for (Table table : Tables.of(results)) {
      lines.addAll(table.toMarkdown());
      lines.add("");
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("machine and run", ""));
    rows.addAll(facts);
    lines.addAll(new Table("machine and run", rows).toMarkdown());
    return lines;
  }
}
