package io.seqsvr.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;

/** Hunts ids in the log. */
final class LogTextTest {
  @Test
  void valuesOfStatementsStayOutOfTheLog() {
    SQLException taken =
        new SQLException("Duplicate entry 'group-ann' for key 'member.PRIMARY'", "23000", 1062);
    assertThat(Transactions.describe(taken)).isEqualTo("1062/23000");
    SQLException without = new SQLException("near 'ann'");
    assertThat(Transactions.describe(without)).isEqualTo("0/null");
  }

  @Test
  void whatBecameOfTheConnectionIsSaid() {
    assertThat(Transactions.describe(new SQLException("Communications link failure", "08S01")))
        .isEqualTo("0/08S01 Communications link failure");
    assertThat(Transactions.describe(new SQLTransientConnectionException("timed out after 1 ms")))
        .isEqualTo("0/null timed out after 1 ms");
  }
}
