package io.seqsvr.alloc.core;

import io.seqsvr.alloc.core.SectionStore.Acquired;
import io.seqsvr.alloc.core.SectionStore.Acquisition;
import io.seqsvr.alloc.core.SectionStore.Chunk;
import io.seqsvr.alloc.core.SectionStore.CounterRow;
import io.seqsvr.alloc.core.SectionStore.Outcome;
import io.seqsvr.alloc.core.SectionStore.Owned;
import io.seqsvr.alloc.core.SectionStore.SnapshotSeal;
import io.seqsvr.alloc.core.SectionStore.Surrender;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Rows of sections, hot counters and snapshots in memory, with the conditions of the store's
 * protocol. Not thread-safe.
 */
final class InMemoryRows {
  private static final long MAX_STEP = 1_000_000_000;

  /** One section with all that belongs to it. */
  static final class SectionRow {
    long epoch;
    long base;
    long maxSeq;
    String owner = "";
    String attempt = "";
    @Nullable SnapshotSeal seal;
    final TreeMap<Long, Long> hot = new TreeMap<>();

    /** Parts of snapshots by epoch, then by index. */
    final TreeMap<Long, TreeMap<Integer, byte[]>> chunks = new TreeMap<>();

    /** Why a write under this epoch is refused, or null. */
    @Nullable ErrorReason refusal(long callersEpoch) {
      if (epoch == callersEpoch && !owner.isEmpty()) {
        return null;
      }
      return epoch < callersEpoch ? ErrorReason.STORE_WENT_BACK : ErrorReason.NOT_OWNER;
    }

    /** A hot counter's ceiling; at or below the base it counts as none. */
    long effective(long ceiling) {
      return ceiling > base ? ceiling : 0;
    }
  }

  private final List<SectionRow> rows = new ArrayList<>();

  /** What an administrator does: the owner is shut out, and whoever comes next begins above. */
  void raise(int section, long atLeast) {
    SectionRow row = rows.get(section);
    row.epoch++;
    row.maxSeq = Math.max(row.maxSeq, atLeast);
    row.attempt = "";
    row.seal = null;
  }

  InMemoryRows(int count) {
    for (int i = 0; i < count; i++) {
      rows.add(new SectionRow());
    }
  }

  SectionRow row(int section) {
    return rows.get(section);
  }

  void loseCounters() {
    rows.forEach(row -> row.hot.clear());
  }

  int damageSnapshots(UnaryOperator<byte @Nullable []> damage) {
    int parts = 0;
    for (SectionRow row : rows) {
      for (TreeMap<Integer, byte[]> snapshot : row.chunks.values()) {
        for (Map.Entry<Integer, byte[]> part : new TreeMap<>(snapshot).entrySet()) {
          byte[] changed = damage.apply(part.getValue().clone());
          if (changed == null) {
            snapshot.remove(part.getKey());
          } else {
            snapshot.put(part.getKey(), changed);
          }
          parts++;
        }
      }
    }
    return parts;
  }

  /** Puts the present snapshots, and that they stand for their rows, back later. */
  Runnable rememberSnapshots() {
    List<@Nullable SnapshotSeal> seals = new ArrayList<>();
    List<TreeMap<Long, TreeMap<Integer, byte[]>>> chunks = new ArrayList<>();
    for (SectionRow row : rows) {
      seals.add(row.seal);
      chunks.add(new TreeMap<>(row.chunks));
    }
    return () -> {
      for (int i = 0; i < rows.size(); i++) {
        rows.get(i).seal = seals.get(i);
        rows.get(i).chunks.putAll(chunks.get(i));
      }
    };
  }

  void forgetSeals() {
    rows.forEach(row -> row.seal = null);
  }

  SectionStore.Row inspect(int section) {
    SectionRow row = rows.get(section);
    return new SectionStore.Row(section, row.epoch, row.owner, row.maxSeq, row.seal);
  }

  /**
   * Takes a section.
   *
   * @param over whether an incarnation's lease has ended for good
   * @param held whether an incarnation has a lease that has not
   */
  Outcome<Acquired> acquire(
      String incarnation,
      long step,
      Acquisition wish,
      Predicate<String> over,
      Predicate<String> held) {
    SectionRow row = rows.get(wish.section());
    boolean repeated =
        row.epoch == wish.expectedEpoch() + 1
            && row.attempt.equals(wish.attemptId())
            && row.owner.equals(incarnation);
    if (!repeated) {
      if (row.epoch != wish.expectedEpoch()) {
        return refused(
            row.epoch < wish.expectedEpoch() ? ErrorReason.STORE_WENT_BACK : ErrorReason.NOT_OWNER);
      }
      boolean free = row.owner.isEmpty() || row.owner.equals(incarnation) || over.test(row.owner);
      if (!held.test(incarnation)) {
        return refused(ErrorReason.LEASE_LOST);
      }
      if (!free) {
        return refused(ErrorReason.SECTION_MOVING);
      }
      if (wish.clean() && row.seal == null) {
        return refused(ErrorReason.INVALID_ARGUMENT);
      }
      row.epoch++;
      if (!wish.clean()) {
        row.base = row.maxSeq;
        row.maxSeq += step;
      }
      row.seal = null;
      row.attempt = wish.attemptId();
      row.owner = incarnation;
    }
    return granted(new Acquired(wish.section(), row.epoch, row.base, row.maxSeq));
  }

  Outcome<List<CounterRow>> readCounters(Owned owned) {
    SectionRow row = rows.get(owned.section());
    ErrorReason refusal = row.refusal(owned.epoch());
    if (refusal != null) {
      return refused(refusal);
    }
    return granted(
        row.hot.entrySet().stream()
            .filter(counter -> counter.getValue() > row.base)
            .map(counter -> new CounterRow(counter.getKey(), counter.getValue()))
            .toList());
  }

  Outcome<Reservation> reserve(Reservation wish) {
    SectionRow row = rows.get(wish.section());
    ErrorReason refusal = row.refusal(wish.epoch());
    if (refusal != null) {
      return refused(refusal);
    }
    if (row.maxSeq == wish.newCeiling() && row.base == wish.ceiling()) {
      return granted(wish);
    }
    if (row.maxSeq != wish.ceiling()) {
      return refused(
          row.maxSeq < wish.ceiling() ? ErrorReason.STORE_WENT_BACK : ErrorReason.NOT_OWNER);
    }
    row.base = row.maxSeq;
    row.maxSeq = wish.newCeiling();
    row.attempt = "";
    row.hot.values().removeIf(ceiling -> ceiling <= row.base);
    return granted(wish);
  }

  Outcome<CounterReservation> reserveCounter(CounterReservation wish) {
    SectionRow row = rows.get(wish.section());
    ErrorReason refusal = row.refusal(wish.epoch());
    if (refusal != null) {
      return refused(refusal);
    }
    long limit = Math.max(wish.ceiling(), row.maxSeq) + MAX_STEP;
    if (wish.newCeiling() <= wish.ceiling() || (!wish.raise() && wish.newCeiling() > limit)) {
      return refused(ErrorReason.INVALID_ARGUMENT);
    }
    if (wish.newCeiling() <= row.base) {
      return granted(wish);
    }
    long stored = row.effective(row.hot.getOrDefault(wish.hash(), 0L));
    long expected = row.effective(wish.ceiling());
    if (stored == expected) {
      row.hot.put(wish.hash(), wish.newCeiling());
      return granted(wish);
    }
    if (stored == wish.newCeiling()) {
      return granted(wish);
    }
    return refused(stored < expected ? ErrorReason.STORE_WENT_BACK : ErrorReason.NOT_OWNER);
  }

  Outcome<Chunk> writeSnapshot(Chunk chunk) {
    SectionRow row = rows.get(chunk.section());
    ErrorReason refusal = row.refusal(chunk.epoch());
    if (refusal != null) {
      return refused(refusal);
    }
    TreeMap<Integer, byte[]> parts =
        row.chunks.computeIfAbsent(chunk.epoch(), unused -> new TreeMap<>());
    byte[] stored = parts.putIfAbsent(chunk.index(), chunk.content().clone());
    return stored == null || Arrays.equals(stored, chunk.content())
        ? granted(chunk)
        : refused(ErrorReason.INVALID_ARGUMENT);
  }

  List<Chunk> readSnapshot(SectionStore.Row wanted) {
    List<Chunk> chunks = new ArrayList<>();
    SnapshotSeal seal = wanted.snapshot();
    if (seal != null) {
      rows.get(wanted.section())
          .chunks
          .getOrDefault(seal.epoch(), new TreeMap<>())
          .forEach(
              (index, content) ->
                  chunks.add(new Chunk(wanted.section(), seal.epoch(), index, content)));
    }
    return chunks;
  }

  Outcome<Long> release(Surrender wish) {
    SectionRow row = rows.get(wish.section());
    if (row.epoch == wish.epoch() + 1 && row.owner.isEmpty()) {
      return granted(row.epoch);
    }
    ErrorReason refusal = row.refusal(wish.epoch());
    if (refusal != null) {
      return refused(refusal);
    }
    SnapshotSeal seal = wish.snapshot();
    TreeMap<Integer, byte[]> parts = row.chunks.getOrDefault(wish.epoch(), new TreeMap<>());
    if (seal != null && (seal.epoch() != wish.epoch() || parts.size() != seal.chunks())) {
      return refused(ErrorReason.INVALID_ARGUMENT);
    }
    row.epoch++;
    row.attempt = "";
    row.owner = "";
    row.seal = seal;
    row.chunks.keySet().removeIf(epoch -> seal == null || epoch != seal.epoch());
    return granted(row.epoch);
  }

  private static <T> Outcome<T> granted(T value) {
    return new Outcome<>(value, null);
  }

  private static <T> Outcome<T> refused(ErrorReason reason) {
    return new Outcome<>(null, SeqsvrException.of(reason, "refused by the row"));
  }
}
