package io.seqsvr.store.mysql;

import io.seqsvr.store.core.ChunkCount;
import io.seqsvr.store.core.ChunkPage;
import io.seqsvr.store.core.ChunkRef;
import io.seqsvr.store.core.SectionChange;
import io.seqsvr.store.core.SnapshotChunk;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The statements on chunks of snapshots. The caller has the transaction, and for all but {@link
 * #read} the locks of the sections, under which nobody else writes chunks of theirs. As to the
 * index: see {@link CounterSql}.
 */
final class SnapshotSql {
  private static final String SELECT =
      "SELECT section_id, epoch, chunk, bytes FROM section_snapshot FORCE INDEX (PRIMARY) WHERE ";

  /** Chunks that are read at a time: at most twice what fits into a reply. */
  private static final int READ_ROWS = 64;

  private SnapshotSql() {}

  /** Which chunks are stored of the snapshots that releases name, by section. */
  static Map<Integer, ChunkCount> count(Connection connection, List<? extends SectionChange> seals)
      throws SQLException {
    String sql =
        "SELECT section_id, COUNT(*), MAX(chunk) FROM section_snapshot FORCE INDEX (PRIMARY) WHERE "
            + String.join(
                " OR ", Collections.nCopies(seals.size(), "(section_id = ? AND epoch = ?)"))
            + " GROUP BY section_id";
    Map<Integer, ChunkCount> counts = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int index = 1;
      for (SectionChange seal : seals) {
        statement.setInt(index++, seal.sectionId());
        statement.setLong(index++, seal.counted().epoch());
      }
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          counts.put(result.getInt(1), new ChunkCount(result.getInt(2), result.getInt(3)));
        }
      }
    }
    return counts;
  }

  /** Those of the chunks that are stored, with whatever content. */
  static List<SnapshotChunk> find(Connection connection, List<SnapshotChunk> chunks)
      throws SQLException {
    String sql =
        SELECT
            + String.join(
                " OR ",
                Collections.nCopies(chunks.size(), "(section_id = ? AND epoch = ? AND chunk = ?)"));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int index = 1;
      for (SnapshotChunk chunk : chunks) {
        statement.setInt(index++, chunk.sectionId());
        statement.setLong(index++, chunk.epoch());
        statement.setInt(index++, chunk.chunk());
      }
      return chunks(statement);
    }
  }

  /** Stores new chunks. */
  static void insert(Connection connection, List<SnapshotChunk> chunks) throws SQLException {
    String sql =
        "INSERT INTO section_snapshot (section_id, epoch, chunk, bytes) VALUES (?, ?, ?, ?)";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (SnapshotChunk chunk : chunks) {
        statement.setInt(1, chunk.sectionId());
        statement.setLong(2, chunk.epoch());
        statement.setInt(3, chunk.chunk());
        statement.setBytes(4, chunk.content());
        statement.addBatch();
      }
      Batches.executeEach(statement, chunks);
    }
  }

  /** Deletes all chunks of sections, of whatever epoch. */
  static void delete(Connection connection, List<Integer> sectionIds) throws SQLException {
    String sql =
        "DELETE p FROM section_snapshot AS p FORCE INDEX (PRIMARY) WHERE p.section_id IN ("
            + String.join(",", Collections.nCopies(sectionIds.size(), "?"))
            + ")";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < sectionIds.size(); i++) {
        statement.setInt(i + 1, sectionIds.get(i));
      }
      statement.executeUpdate();
    }
  }

  /** Reads a page of chunks, some rows at a time: how long they are is not known before. */
  static ChunkPage read(Connection connection, List<ChunkRef> refs) throws SQLException {
    ChunkPage.Builder page = new ChunkPage.Builder();
    List<ChunkRef> left = refs;
    while (!left.isEmpty() && !page.isFull()) {
      List<SnapshotChunk> rows = readSome(connection, left);
      rows.forEach(page::add);
      left = rows.size() < READ_ROWS ? List.of() : after(left, rows.get(rows.size() - 1));
    }
    return page.build();
  }

  private static List<SnapshotChunk> readSome(Connection connection, List<ChunkRef> refs)
      throws SQLException {
    String sql =
        SELECT
            + String.join(
                " OR ",
                Collections.nCopies(refs.size(), "(section_id = ? AND epoch = ? AND chunk >= ?)"))
            + " ORDER BY section_id, epoch, chunk LIMIT "
            + READ_ROWS;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int index = 1;
      for (ChunkRef ref : refs) {
        statement.setInt(index++, ref.sectionId());
        statement.setLong(index++, ref.epoch());
        statement.setInt(index++, ref.firstChunk());
      }
      return chunks(statement);
    }
  }

  private static List<ChunkRef> after(List<ChunkRef> refs, SnapshotChunk last) {
    List<ChunkRef> left = new ArrayList<>();
    for (ChunkRef ref : refs) {
      if (ref.sectionId() == last.sectionId()) {
        left.add(new ChunkRef(ref.sectionId(), ref.epoch(), last.chunk() + 1));
      } else if (ref.sectionId() > last.sectionId()) {
        left.add(ref);
      }
    }
    return left;
  }

  private static List<SnapshotChunk> chunks(PreparedStatement statement) throws SQLException {
    List<SnapshotChunk> chunks = new ArrayList<>();
    try (ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        chunks.add(
            new SnapshotChunk(
                result.getInt(1), result.getLong(2), result.getInt(3), result.getBytes(4)));
      }
    }
    return chunks;
  }
}
