package io.seqsvr.benchmarks.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A title, a row of headings, and rows of as many cells.
 *
 * @param title above it
 * @param rows the headings first
 */
record Table(String title, List<List<String>> rows) {
  Table {
    rows = List.copyOf(rows);
    int columns = rows.get(0).size();
    for (List<String> row : rows) {
      if (row.size() != columns) {
        throw new IllegalArgumentException("cells must be " + columns + ": " + row);
      }
    }
  }

  /** Lines to paste into a page. */
  List<String> toMarkdown() {
    List<String> lines = new ArrayList<>();
    rows.forEach(row -> lines.add("| " + String.join(" | ", row) + " |"));
    lines.add(1, "|" + String.join("|", Collections.nCopies(rows.get(0).size(), "---")) + "|");
    return lines;
  }
}
