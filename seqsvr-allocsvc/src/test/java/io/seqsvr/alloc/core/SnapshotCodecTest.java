package io.seqsvr.alloc.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.seqsvr.alloc.core.SectionStore.Chunk;
import io.seqsvr.alloc.core.SectionStore.SnapshotSeal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hunts snapshots that come back different from what was stored: a lower value in one counter
 * repeats seqs.
 */
class SnapshotCodecTest {
  private static final int SECTION = 3;
  private static final long EPOCH = 7;
  private static final int PER_CHUNK = SectionStore.MAX_CHUNK_BYTES / 16;

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 2, PER_CHUNK - 1, PER_CHUNK, PER_CHUNK + 1, 2 * PER_CHUNK, 3 * PER_CHUNK + 5})
  void comesBackAsItWas(int size) throws UnusableSnapshotException {
    for (long seed = 0; seed < 5; seed++) {
      Snapshot snapshot = random(seed, size);
      SnapshotCodec.Encoded encoded = SnapshotCodec.encode(SECTION, EPOCH, snapshot);
      assertThat(encoded.chunks()).hasSize((size + PER_CHUNK - 1) / PER_CHUNK);
      assertThat(encoded.seal().chunks()).isEqualTo(encoded.chunks().size());
      assertThat(encoded.seal().epoch()).isEqualTo(EPOCH);
      assertThat(encoded.chunks())
          .allSatisfy(
              chunk -> assertThat(chunk.content()).hasSizeBetween(1, SectionStore.MAX_CHUNK_BYTES));
      assertSame(SnapshotCodec.decode(SECTION, encoded.seal(), encoded.chunks()), snapshot);
    }
  }

  @Test
  void theFormatIsFixed() {
    Snapshot snapshot = new Snapshot(1);
    snapshot.add(0x0102030405060708L, 5, true);
    snapshot.add(-1, 6, false);
    SnapshotCodec.Encoded encoded = SnapshotCodec.encode(SECTION, EPOCH, snapshot);
    assertThat(encoded.chunks()).hasSize(1);
    assertThat(encoded.chunks().get(0).content())
        .isEqualTo(
            new byte[] {
              1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0, 5, //
              -1, -1, -1, -1, -1, -1, -1, -1, -128, 0, 0, 0, 0, 0, 0, 6
            });
    assertThat(encoded.seal().checksum()).isEqualTo(1884781027090563951L);
  }

  @Test
  void everyFlippedBitIsNoticed() {
    SnapshotCodec.Encoded encoded = SnapshotCodec.encode(SECTION, EPOCH, random(1, 20));
    byte[] content = encoded.chunks().get(0).content();
    for (int bit = 0; bit < 8 * content.length; bit++) {
      byte[] changed = content.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertUnusable(SECTION, encoded.seal(), List.of(new Chunk(SECTION, EPOCH, 0, changed)));
    }
  }

  @Test
  void aFlippedByteOfALaterPartIsNoticed() {
    SnapshotCodec.Encoded encoded = SnapshotCodec.encode(SECTION, EPOCH, random(2, PER_CHUNK + 9));
    Chunk second = encoded.chunks().get(1);
    for (int i = 0; i < second.content().length; i++) {
      byte[] changed = second.content().clone();
      changed[i]++;
      assertUnusable(
          SECTION,
          encoded.seal(),
          List.of(encoded.chunks().get(0), new Chunk(SECTION, EPOCH, 1, changed)));
    }
  }

  @Test
  void missingExtraAndSwappedPartsAreNoticed() {
    SnapshotCodec.Encoded encoded = SnapshotCodec.encode(SECTION, EPOCH, random(3, 3 * PER_CHUNK));
    List<Chunk> chunks = encoded.chunks();
    for (int i = 0; i < chunks.size(); i++) {
      List<Chunk> fewer = new ArrayList<>(chunks);
      fewer.remove(i);
      assertUnusable(SECTION, encoded.seal(), fewer);
      List<Chunk> twice = new ArrayList<>(fewer);
      twice.add(chunks.get((i + 1) % chunks.size()));
      assertUnusable(SECTION, encoded.seal(), twice);
    }
    List<Chunk> more = new ArrayList<>(chunks);
    more.add(new Chunk(SECTION, EPOCH, chunks.size(), new byte[16]));
    assertUnusable(SECTION, encoded.seal(), more);
    assertUnusable(
        SECTION,
        encoded.seal(),
        List.of(
            chunks.get(0),
            new Chunk(SECTION, EPOCH, 1, chunks.get(2).content()),
            new Chunk(SECTION, EPOCH, 2, chunks.get(1).content())));
    assertUnusable(
        SECTION,
        encoded.seal(),
        List.of(chunks.get(0), chunks.get(1), new Chunk(SECTION, EPOCH, 2, new byte[0])));
  }

  /** Whole in itself, but of another section, ownership or length. */
  @Test
  void foreignSnapshotsAreNoticed() {
    Snapshot snapshot = random(4, 10);
    SnapshotCodec.Encoded own = SnapshotCodec.encode(SECTION, EPOCH, snapshot);
    for (SnapshotCodec.Encoded foreign :
        List.of(
            SnapshotCodec.encode(SECTION + 1, EPOCH, snapshot),
            SnapshotCodec.encode(SECTION, EPOCH - 1, snapshot))) {
      assertUnusable(SECTION, own.seal(), foreign.chunks());
      assertUnusable(SECTION, foreign.seal(), own.chunks());
      Chunk renamed = new Chunk(SECTION, EPOCH, 0, foreign.chunks().get(0).content());
      assertUnusable(
          SECTION, new SnapshotSeal(EPOCH, 1, foreign.seal().checksum()), List.of(renamed));
    }
    SnapshotCodec.Encoded empty = SnapshotCodec.encode(SECTION, EPOCH, new Snapshot(0));
    assertUnusable(SECTION + 1, empty.seal(), List.of());
    assertUnusable(SECTION, new SnapshotSeal(EPOCH + 1, 0, empty.seal().checksum()), List.of());
  }

  /** What a faulty writer could have sealed. */
  @Test
  void countersThatAreNoneAreNoticed() {
    for (long[] counter : new long[][] {{0, 5}, {9, 0}, {9, Long.MIN_VALUE}}) {
      Snapshot snapshot = random(5, 3);
      snapshot.addWord(counter[0], counter[1]);
      SnapshotCodec.Encoded encoded = SnapshotCodec.encode(SECTION, EPOCH, snapshot);
      assertUnusable(SECTION, encoded.seal(), encoded.chunks());
    }
  }

  private static void assertUnusable(int section, SnapshotSeal seal, List<Chunk> chunks) {
    assertThatThrownBy(() -> SnapshotCodec.decode(section, seal, chunks))
        .isInstanceOf(UnusableSnapshotException.class);
  }

  private static void assertSame(Snapshot actual, Snapshot expected) {
    assertThat(actual.size()).isEqualTo(expected.size());
    for (int i = 0; i < expected.size(); i++) {
      if (actual.key(i) != expected.key(i) || actual.word(i) != expected.word(i)) {
        fail("counter %d differs", i);
      }
      assertThat(actual.lastSeq(i)).isPositive();
    }
  }

  private static Snapshot random(long seed, int size) {
    Random random = new Random(seed);
    Snapshot snapshot = new Snapshot(random.nextInt(size + 1));
    for (int i = 0; i < size; i++) {
      long key = random.nextLong();
      long lastSeq = random.nextLong() >>> (1 + random.nextInt(60));
      snapshot.add(key == 0 ? 1 : key, Math.max(1, lastSeq), random.nextBoolean());
    }
    return snapshot;
  }
}
