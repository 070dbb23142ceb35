package io.seqsvr.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Hunts columns that do not line up. */
final class TextTableTest {
  @Test
  void columnsLineUpAndLinesEndWithTheirText() {
    TextTable table = new TextTable("lrl").row("a", "1", "x").row("long", "1 234").row("é", "22");

    assertThat(table.lines()).containsExactly("a         1  x", "long  1 234", "é        22");
  }

  @Test
  void wideCharactersOutsideTheFirstPlaneCountOnce() {
    TextTable table = new TextTable("ll").row("😀", "x").row("ab", "y");

    assertThat(table.lines()).containsExactly("😀   x", "ab  y");
  }

  @Test
  void wrongShapesAreRefused() {
    assertThatThrownBy(() -> new TextTable("lc")).hasMessageContaining(": lc");
    assertThatThrownBy(() -> new TextTable("l").row("a", "b"))
        .hasMessage("cells must be at most 1: 2");
  }

  @Test
  void noRowsAreNoLines() {
    assertThat(new TextTable("l").lines()).isEmpty();
  }
}
