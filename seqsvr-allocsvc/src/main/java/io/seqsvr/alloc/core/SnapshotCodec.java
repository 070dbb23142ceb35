package io.seqsvr.alloc.core;

import io.seqsvr.alloc.core.SectionStore.Chunk;
import io.seqsvr.alloc.core.SectionStore.SnapshotSeal;
import io.seqsvr.api.key.Checksum;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A snapshot as the store keeps it: the counters one behind the other, 16 big-endian bytes each
 * (hash, then the seq with its mark), cut into parts that are full but for the last.
 *
 * <p>The checksum covers section, epoch, number of parts, and all parts: one of another section or
 * another ownership is noticed, however whole it is. A wrong snapshot would be worse than none, for
 * it could repeat seqs.
 */
final class SnapshotCodec {
  private static final int COUNTER_BYTES = 16;
  private static final int COUNTERS_PER_CHUNK = SectionStore.MAX_CHUNK_BYTES / COUNTER_BYTES;

  private SnapshotCodec() {}

  /** A snapshot, ready to be stored. */
  record Encoded(SnapshotSeal seal, List<Chunk> chunks) {}

  /** Cuts a snapshot into parts; the same snapshot always gives the same parts. */
  static Encoded encode(int section, long epoch, Snapshot snapshot) {
    List<Chunk> chunks = new ArrayList<>();
    for (int from = 0; from < snapshot.size(); from += COUNTERS_PER_CHUNK) {
      int counters = Math.min(COUNTERS_PER_CHUNK, snapshot.size() - from);
      ByteBuffer content = ByteBuffer.allocate(counters * COUNTER_BYTES);
      for (int i = from; i < from + counters; i++) {
        content.putLong(snapshot.key(i)).putLong(snapshot.word(i));
      }
      chunks.add(new Chunk(section, epoch, chunks.size(), content.array()));
    }
    long checksum = checksum(section, epoch, chunks);
    return new Encoded(new SnapshotSeal(epoch, chunks.size(), checksum), chunks);
  }

  /**
   * Puts a snapshot together again.
   *
   * @param chunks what the store has under the name of this snapshot
   * @throws UnusableSnapshotException if it is not exactly what the seal stands for
   */
  static Snapshot decode(int section, SnapshotSeal seal, List<Chunk> chunks)
      throws UnusableSnapshotException {
    if (chunks.size() != seal.chunks()) {
      throw new UnusableSnapshotException(
          "the store has " + chunks.size() + " parts of " + seal.chunks());
    }
    int bytes = 0;
    for (int i = 0; i < chunks.size(); i++) {
      checkPlace(section, seal.epoch(), i, chunks.get(i));
      bytes += chunks.get(i).content().length;
    }
    if (checksum(section, seal.epoch(), chunks) != seal.checksum()) {
      throw new UnusableSnapshotException(
          "the checksum of its " + chunks.size() + " parts differs");
    }
    Snapshot snapshot = new Snapshot(bytes / COUNTER_BYTES);
    for (Chunk chunk : chunks) {
      addCounters(chunk, snapshot);
    }
    return snapshot;
  }

  private static void checkPlace(int section, long epoch, int index, Chunk chunk)
      throws UnusableSnapshotException {
    boolean ours = chunk.section() == section && chunk.epoch() == epoch && chunk.index() == index;
    int length = chunk.content().length;
    boolean whole =
        length > 0 && length <= SectionStore.MAX_CHUNK_BYTES && length % COUNTER_BYTES == 0;
    if (!ours || !whole) {
      throw new UnusableSnapshotException(
          "in place of part %d there is part %d of section %d, epoch %d, with %d bytes"
              .formatted(index, chunk.index(), chunk.section(), chunk.epoch(), length));
    }
  }

  private static void addCounters(Chunk chunk, Snapshot snapshot) throws UnusableSnapshotException {
    ByteBuffer content = ByteBuffer.wrap(chunk.content());
    while (content.hasRemaining()) {
      snapshot.addWord(content.getLong(), content.getLong());
      int last = snapshot.size() - 1;
      if (snapshot.key(last) == 0 || snapshot.lastSeq(last) < 1) {
        throw new UnusableSnapshotException(
            "counter " + last + " is none: " + snapshot.key(last) + ", " + snapshot.lastSeq(last));
      }
    }
  }

  private static long checksum(int section, long epoch, List<Chunk> chunks) {
    Checksum checksum = new Checksum().add(section).add(epoch).add(chunks.size());
    chunks.forEach(chunk -> checksum.add(chunk.content()));
    return checksum.value();
  }
}
