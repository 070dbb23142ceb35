package io.seqsvr.benchmarks.node;

import io.seqsvr.alloc.core.CounterReservation;
import io.seqsvr.alloc.core.Reservation;
import io.seqsvr.alloc.core.SectionStore.Acquired;
import io.seqsvr.alloc.core.SectionStore.Acquisition;
import io.seqsvr.alloc.core.SectionStore.Chunk;
import io.seqsvr.alloc.core.SectionStore.CounterRow;
import io.seqsvr.alloc.core.SectionStore.Outcome;
import io.seqsvr.alloc.core.SectionStore.Row;
import io.seqsvr.alloc.core.SectionStore.SnapshotSeal;
import io.seqsvr.alloc.core.SectionStore.Surrender;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All rows of one section, with the conditions under which each may change. Not thread-safe: the
 * store guards it.
 */
final class SectionRows {
  private static final long LARGEST_STEP = 1_000_000_000;

  private final int section;
  private final Map<Long, Long> ceilingByHash = new TreeMap<>();
  private final Map<Long, List<Chunk>> chunksByEpoch = new HashMap<>();
  private long epoch;
  private long base;
  private long maxSeq;
  private String owner = "";
  private String attempt = "";
  private @Nullable SnapshotSeal snapshot;

  SectionRows(int section) {
    this.section = section;
  }

  Row row() {
    return new Row(section, epoch, owner, maxSeq, snapshot);
  }

  /** Only the same attempt on a row that it made itself gets the first answer again. */
  Outcome<Acquired> acquire(String incarnation, long step, Acquisition wish) {
    boolean repeated =
        epoch == wish.expectedEpoch() + 1
            && attempt.equals(wish.attemptId())
            && owner.equals(incarnation);
    if (!repeated) {
      if (epoch != wish.expectedEpoch()) {
        return refused(wentBackIf(epoch < wish.expectedEpoch()));
      }
      if (wish.clean() && snapshot == null) {
        return refused(ErrorReason.INVALID_ARGUMENT);
      }
      epoch++;
      if (!wish.clean()) {
        base = maxSeq;
        maxSeq += step;
      }
      owner = incarnation;
      attempt = wish.attemptId();
      snapshot = null;
    }
    return granted(new Acquired(section, epoch, base, maxSeq));
  }

  Outcome<List<CounterRow>> counters(long ownedEpoch) {
    if (!isOwned(ownedEpoch)) {
      return refused(wentBackIf(epoch < ownedEpoch));
    }
    List<CounterRow> above = new ArrayList<>();
    ceilingByHash.forEach(
        (hash, ceiling) -> {
          if (ceiling > base) {
            above.add(new CounterRow(hash, ceiling));
          }
        });
    return granted(above);
  }

  /** A new generation: the base stands for every hot counter at or below it. */
  Outcome<Reservation> reserve(Reservation wish) {
    if (!isOwned(wish.epoch())) {
      return refused(wentBackIf(epoch < wish.epoch()));
    }
    if (maxSeq == wish.ceiling()) {
      base = wish.ceiling();
      maxSeq = wish.newCeiling();
      ceilingByHash.values().removeIf(ceiling -> ceiling <= base);
    } else if (maxSeq != wish.newCeiling()) {
      return refused(wentBackIf(maxSeq < wish.ceiling()));
    }
    return granted(wish);
  }

  /** Values at or below the base count as none, on both sides. */
  Outcome<CounterReservation> reserveCounter(CounterReservation wish) {
    if (!isOwned(wish.epoch())) {
      return refused(wentBackIf(epoch < wish.epoch()));
    }
    if (!wish.raise() && wish.newCeiling() > Math.max(wish.ceiling(), maxSeq) + LARGEST_STEP) {
      return refused(ErrorReason.INVALID_ARGUMENT);
    }
    if (aboveBase(wish.newCeiling()) == 0) {
      return granted(wish);
    }
    long held = aboveBase(ceilingByHash.getOrDefault(wish.hash(), 0L));
    if (held == aboveBase(wish.ceiling())) {
      ceilingByHash.put(wish.hash(), wish.newCeiling());
    } else if (held != wish.newCeiling()) {
      return refused(wentBackIf(held < wish.ceiling()));
    }
    return granted(wish);
  }

  /** A part never changes. */
  Outcome<Chunk> writeChunk(Chunk chunk) {
    if (!isOwned(chunk.epoch())) {
      return refused(wentBackIf(epoch < chunk.epoch()));
    }
    List<Chunk> chunks = chunksByEpoch.computeIfAbsent(chunk.epoch(), unused -> new ArrayList<>());
    for (Chunk stored : chunks) {
      if (stored.index() == chunk.index()) {
        return Arrays.equals(stored.content(), chunk.content())
            ? granted(chunk)
            : refused(ErrorReason.INVALID_ARGUMENT);
      }
    }
    chunks.add(chunk);
    return granted(chunk);
  }

  List<Chunk> chunks(Row wanted) {
    SnapshotSeal seal = wanted.snapshot();
    List<Chunk> stored = seal == null ? null : chunksByEpoch.get(seal.epoch());
    return stored == null
        ? List.of()
        : stored.stream().sorted((a, b) -> Integer.compare(a.index(), b.index())).toList();
  }

  Outcome<Long> release(Surrender wish) {
    boolean repeated = owner.isEmpty() && epoch == wish.epoch() + 1;
    if (!repeated) {
      if (!isOwned(wish.epoch())) {
        return refused(wentBackIf(epoch < wish.epoch()));
      }
      epoch++;
      owner = "";
      attempt = "";
      snapshot = wish.snapshot();
    }
    return granted(epoch);
  }

  private boolean isOwned(long byEpoch) {
    return epoch == byEpoch && !owner.isEmpty();
  }

  private long aboveBase(long ceiling) {
    return ceiling <= base ? 0 : ceiling;
  }

  private static ErrorReason wentBackIf(boolean lower) {
    return lower ? ErrorReason.STORE_WENT_BACK : ErrorReason.NOT_OWNER;
  }

  private static <T> Outcome<T> granted(T value) {
    return new Outcome<>(value, null);
  }

  private static <T> Outcome<T> refused(ErrorReason reason) {
    return new Outcome<>(null, SeqsvrException.of(reason, "refused by the row"));
  }
}
