package io.seqsvr.cli.console;

import java.util.ArrayList;
import java.util.List;

/** Rows of text with aligned columns. Not thread-safe. */
public final class TextTable {
  private static final String GAP = "  ";

  private final String alignment;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * An empty table.
   *
   * @param alignment one letter a column, {@code l} for left and {@code r} for right
   */
  public TextTable(String alignment) {
    if (!alignment.matches("[lr]+")) {
      throw new IllegalArgumentException("alignment must be letters l and r: " + alignment);
    }
    this.alignment = alignment;
  }

  /** Adds a row; cells at its end may be missing. */
  public TextTable row(String... cells) {
    if (cells.length > alignment.length()) {
      throw new IllegalArgumentException(
          "cells must be at most " + alignment.length() + ": " + cells.length);
    }
    rows.add(List.of(cells));
    return this;
  }

  /** The rows as cells, in order. */
  public List<List<String>> rows() {
    return List.copyOf(rows);
  }

  /** The rows as lines, without trailing blanks. */
  public List<String> lines() {
    int[] widths = new int[alignment.length()];
    for (List<String> row : rows) {
      for (int column = 0; column < row.size(); column++) {
        widths[column] = Math.max(widths[column], width(row.get(column)));
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String cell = row.get(column);
      String padding = " ".repeat(widths[column] - width(cell));
      line.append(column == 0 ? "" : GAP);
      line.append(alignment.charAt(column) == 'l' ? cell + padding : padding + cell);
    }
    return line.toString().stripTrailing();
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
