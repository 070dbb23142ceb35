package io.seqsvr.store.mysql;

import io.seqsvr.database.TestDatabase;
import io.seqsvr.store.core.HotCounter;
import io.seqsvr.store.core.LeaseRow;
import io.seqsvr.store.core.SectionRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The rows of a store's database, past the store. */
record DatabaseRows(TestDatabase database, String name) {
  /** Sets a section's row, allowed or not. */
  void put(SectionRow row) throws Exception {
    String sql =
        "REPLACE INTO section (section_id, epoch, owner, base, max_seq, attempt, attempt_clean,"
            + " snapshot_epoch, snapshot_chunks, snapshot_sum)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    execute(
        sql,
        List.of(
            row.sectionId(),
            row.epoch(),
            row.owner(),
            row.base(),
            row.maxSeq(),
            row.attempt(),
            row.attemptClean(),
            row.snapshot().epoch(),
            row.snapshot().chunks(),
            row.snapshot().checksum()));
  }

  /** Sets a lease, allowed or not. */
  void put(LeaseRow row) throws Exception {
    execute(
        "REPLACE INTO node_lease (incarnation, node, address, version, state, lease_nanos,"
            + " margin_nanos, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        List.of(
            row.incarnation(),
            row.nodeId(),
            row.address(),
            row.version(),
            row.state().name(),
            row.leaseNanos(),
            row.marginNanos(),
            row.updatedAtMillis()));
  }

  /** Sets a counter, allowed or not. */
  void put(HotCounter counter) throws Exception {
    execute(
        "REPLACE INTO hot_counter (section_id, h, max_seq) VALUES (?, ?, ?)",
        List.of(counter.sectionId(), counter.hash(), counter.maxSeq()));
  }

  /** The ceilings of all counters of a section. */
  List<Long> counters(int sectionId) throws Exception {
    String sql = "SELECT max_seq FROM hot_counter WHERE section_id = " + sectionId;
    List<Long> ceilings = new ArrayList<>();
    try (Connection connection = database.connect(name);
        Statement statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      while (result.next()) {
        ceilings.add(result.getLong(1));
      }
    }
    return ceilings;
  }

  private void execute(String sql, List<?> values) throws Exception {
    try (Connection connection = database.connect(name);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.size(); i++) {
        statement.setObject(i + 1, values.get(i));
      }
      statement.executeUpdate();
    }
  }
}
