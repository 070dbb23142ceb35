package io.seqsvr.store.mysql;

import io.seqsvr.database.Transactions;
import io.seqsvr.store.core.Decision;
import io.seqsvr.store.core.SectionChange;
import io.seqsvr.store.core.SectionRow;
import io.seqsvr.store.core.SectionStorage;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Section rows in MySQL or MariaDB: one transaction a call, rows locked in the order of their ids,
 * three round trips and a commit. Nothing but the database is called while locks are held.
 * Thread-safe; methods block as {@link Transactions} says.
 */
public final class MysqlSectionStorage implements SectionStorage {
  private final Transactions transactions;

  /**
   * @param pool connections without auto-commit
   * @param pausedWriterTimeout after which the database drops a transaction that has gone silent
   */
  public MysqlSectionStorage(DataSource pool, Duration pausedWriterTimeout) {
    this.transactions =
        new Transactions(pool, pausedWriterTimeout, "the store's database does not answer");
  }

  @Override
  public List<Decision> apply(List<? extends SectionChange> changes) {
    return transactions.run(connection -> apply(connection, changes));
  }

  @Override
  public List<SectionRow> read(int firstSection, int lastSection) {
    return transactions.run(connection -> SectionSql.read(connection, firstSection, lastSection));
  }

  private static List<Decision> apply(Connection connection, List<? extends SectionChange> changes)
      throws SQLException {
    Map<Integer, SectionRow> rows =
        SectionSql.lock(connection, changes.stream().map(SectionChange::sectionId).toList())
            .stream()
            .collect(Collectors.toMap(SectionRow::sectionId, Function.identity()));
    List<Decision> decisions = new ArrayList<>();
    List<SectionSql.Update> updates = new ArrayList<>();
    for (SectionChange change : changes) {
      SectionRow row = rows.get(change.sectionId());
      if (row == null) {
        throw new IllegalStateException("the row of section " + change.sectionId() + " is gone");
      }
      Decision decision = change.decide(row);
      decisions.add(decision);
      if (decision.isWrite()) {
        updates.add(new SectionSql.Update(row, decision.row()));
      }
    }
    if (!updates.isEmpty()) {
      SectionSql.update(connection, updates);
    }
    return decisions;
  }
}
