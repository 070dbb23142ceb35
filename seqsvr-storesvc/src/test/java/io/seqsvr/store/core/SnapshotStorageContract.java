package io.seqsvr.store.core;

import static io.seqsvr.api.error.ErrorReason.INVALID_ARGUMENT;
import static io.seqsvr.api.error.ErrorReason.NOT_OWNER;
import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.cluster.core.RandomId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every storage must do with snapshots: hunts one that counts though a part of it is missing,
 * changed, or of another ownership.
 */
public abstract class SnapshotStorageContract extends CounterStorageContract {
  @Test
  void sealedSectionIsTakenWhereItStopped() throws Exception {
    own(90, 100, 200);
    reserve(counter(90, 1, 0, 900));
    reserve(counter(90, 2, 0, 150));
    SnapshotChunk first = chunk(90, 0, 1, 2, 3);
    SnapshotChunk second = chunk(90, 1, -4);
    assertThat(storage().writeChunks(List.of(new ChunkWrite(second), new ChunkWrite(first))))
        .allMatch(result -> result.isWrite() && result.refusal().isEmpty());
    SnapshotSeal seal = new SnapshotSeal(1, 2, -77);
    Release release = new Release(90, 1, seal);
    SectionRow free = new SectionRow(90, 2, "", 100, 200, "", false, seal);
    assertThat(done(release)).isEqualTo(done(release)).isEqualTo(free);
    assertThat(row(90)).isEqualTo(free);
    assertThat(chunks(90, 1))
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(first, second);

    Acquire clean = new Acquire(90, 2, OWNER, RandomId.next(), STEP, true);
    SectionRow mine =
        new SectionRow(90, 3, OWNER, 100, 200, clean.attemptId(), true, SnapshotSeal.NONE);
    assertThat(done(clean)).isEqualTo(done(clean)).isEqualTo(mine);
    assertThat(row(90)).isEqualTo(mine);
    assertThat(chunks(90, 1)).isEmpty();
    assertThat(counters(90, 3)).extracting(HotCounter::maxSeq).containsExactly(900L, 150L);
  }

  @Test
  void uncleanAcquireForgetsTheSnapshot() throws Exception {
    own(91, 100, 200);
    write(chunk(91, 0, 1));
    done(new Release(91, 1, new SnapshotSeal(1, 1, 0)));
    Acquire acquire = new Acquire(91, 2, OWNER, RandomId.next(), STEP);
    assertThat(done(acquire)).isEqualTo(owned(acquire, 200, 300));
    assertThat(chunks(91, 1)).isEmpty();
  }

  /** Of a crash before the release, or of one that has given up. */
  @Test
  void halfWrittenSnapshotIsForgotten() throws Exception {
    own(92, 100, 200);
    own(93, 100, 200);
    write(chunk(92, 0, 1));
    write(chunk(93, 0, 1));
    done(new Release(92, 1));
    assertThat(row(92).snapshot()).isEqualTo(SnapshotSeal.NONE);
    assertThat(chunks(92, 1)).isEmpty();
    done(new Acquire(93, 1, OWNER, RandomId.next(), STEP));
    assertThat(chunks(93, 1)).isEmpty();
    assertRefused(new Acquire(92, 2, OWNER, RandomId.next(), STEP, true), INVALID_ARGUMENT);
    assertThat(row(92)).isEqualTo(new SectionRow(92, 2, "", 100, 200, ""));
  }

  @Test
  void incompleteSnapshotIsNotNamed() throws Exception {
    SectionRow row = own(94, 100, 200);
    write(chunk(94, 0, 1));
    write(chunk(94, 2, 1));
    for (int chunks : new int[] {0, 1, 2, 3}) {
      assertRefused(new Release(94, 1, new SnapshotSeal(1, chunks, 0)), INVALID_ARGUMENT);
    }
    assertThat(row(94)).isEqualTo(row);
    write(chunk(94, 1, 1));
    assertThat(done(new Release(94, 1, new SnapshotSeal(1, 3, 0))).hasSnapshot()).isTrue();
  }

  /** Chunks of another ownership do not make a snapshot complete. */
  @Test
  void chunksOfAnotherEpochDoNotCount() throws Exception {
    own(95, 100, 200);
    write(chunk(95, 0, 1));
    put(new SectionRow(95, 2, OWNER, 100, 200, ""));
    assertRefused(new Release(95, 2, new SnapshotSeal(2, 1, 0)), INVALID_ARGUMENT);
    assertThat(done(new Release(95, 2, new SnapshotSeal(2, 0, 0))).hasSnapshot()).isTrue();
  }

  @Test
  void storedChunkNeverChanges() throws Exception {
    own(96, 100, 200);
    write(chunk(96, 0, 1, 2));
    ChunkWrite.Result repeat = write(chunk(96, 0, 1, 2));
    assertThat(repeat.refusal()).isEmpty();
    assertThat(repeat.isWrite()).isFalse();
    List<ChunkWrite.Result> mixed =
        storage()
            .writeChunks(
                List.of(new ChunkWrite(chunk(96, 0, 1, 3)), new ChunkWrite(chunk(96, 1, 9))));
    assertThat(mixed).extracting(r -> r.refusal().isPresent()).containsExactly(true, false);
    assertThat(chunks(96, 1))
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(chunk(96, 0, 1, 2), chunk(96, 1, 9));
  }

  @Test
  void formerOwnerWritesNoChunk() throws Exception {
    own(97, 100, 200);
    done(new Release(97, 1));
    assertThat(write(chunk(97, 0, 1)).refusal())
        .hasValueSatisfying(r -> assertThat(r.reason()).isEqualTo(NOT_OWNER));
    done(new Acquire(97, 2, OWNER, RandomId.next(), STEP));
    assertThat(write(chunk(97, 0, 1)).refusal()).isPresent();
    assertThat(chunks(97, 1)).isEmpty();
  }

  @Test
  void readingBeginsAtTheChunkThatIsWanted() throws Exception {
    own(98, 100, 200);
    own(99, 100, 200);
    for (int i = 0; i < 3; i++) {
      write(chunk(98, i, i));
      write(chunk(99, i, i));
    }
    ChunkPage page =
        storage()
            .readChunks(
                List.of(new ChunkRef(98, 1, 2), new ChunkRef(99, 1, 1), new ChunkRef(100, 1, 0)));
    assertThat(page.more()).isFalse();
    assertThat(page.chunks())
        .extracting(c -> c.sectionId() + "/" + c.chunk())
        .containsExactly("98/2", "99/1", "99/2");
    assertThat(storage().readChunks(List.of(new ChunkRef(98, 2, 0))).chunks()).isEmpty();
  }

  /** Large chunks fill a page, small ones reach its number of entries; nothing gets lost. */
  @Test
  void pagesShowEveryChunkOnce() throws Exception {
    own(101, 100, 200);
    own(102, 100, 200);
    Random random = new Random(1);
    for (int call = 0; call < 2; call++) {
      int from = call * 32;
      storage()
          .writeChunks(
              IntStream.range(from, from + 32)
                  .mapToObj(i -> new ChunkWrite(chunk(101, i, bytes(random, 65_536))))
                  .toList());
    }
    storage()
        .writeChunks(
            IntStream.range(0, 1_000)
                .mapToObj(i -> new ChunkWrite(chunk(102, i, bytes(random, 10))))
                .toList());
    List<SnapshotChunk> read = new ArrayList<>();
    List<ChunkRef> refs = List.of(new ChunkRef(101, 1, 0), new ChunkRef(102, 1, 0));
    int pages = 0;
    while (!refs.isEmpty()) {
      ChunkPage page = storage().readChunks(refs);
      pages++;
      assertThat(page.chunks()).hasSizeBetween(1, 1_000);
      assertThat(page.chunks().stream().mapToLong(c -> c.content().length).sum())
          .isLessThanOrEqualTo(2 << 20);
      read.addAll(page.chunks());
      SnapshotChunk last = read.get(read.size() - 1);
      ChunkRef next = new ChunkRef(last.sectionId(), 1, last.chunk() + 1);
      refs =
          !page.more()
              ? List.of()
              : last.sectionId() == 101 ? List.of(next, new ChunkRef(102, 1, 0)) : List.of(next);
    }
    assertThat(pages).isEqualTo(3);
    assertThat(read).extracting(SnapshotChunk::key).doesNotHaveDuplicates();
    Random again = new Random(1);
    assertThat(read)
        .hasSize(1_064)
        .allMatch(
            c -> Arrays.equals(c.content(), bytes(again, c.sectionId() == 101 ? 65_536 : 10)));
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static SnapshotChunk chunk(int section, int chunk, int... content) {
    byte[] bytes = new byte[content.length];
    for (int i = 0; i < content.length; i++) {
      bytes[i] = (byte) content[i];
    }
    return chunk(section, chunk, bytes);
  }

  private static SnapshotChunk chunk(int section, int chunk, byte[] content) {
    return new SnapshotChunk(section, 1, chunk, content);
  }

  protected final ChunkWrite.Result write(SnapshotChunk chunk) {
    return storage().writeChunks(List.of(new ChunkWrite(chunk))).get(0);
  }

  protected final List<SnapshotChunk> chunks(int sectionId, long epoch) {
    ChunkPage page = storage().readChunks(List.of(new ChunkRef(sectionId, epoch, 0)));
    assertThat(page.more()).isFalse();
    return page.chunks();
  }
}
