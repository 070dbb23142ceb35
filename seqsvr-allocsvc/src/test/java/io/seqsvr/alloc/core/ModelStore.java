package io.seqsvr.alloc.core;

import io.seqsvr.alloc.core.SectionStore.Acquired;
import io.seqsvr.alloc.core.SectionStore.Acquisition;
import io.seqsvr.alloc.core.SectionStore.CounterRow;
import io.seqsvr.alloc.core.SectionStore.Outcome;
import io.seqsvr.alloc.core.SectionStore.Owned;
import io.seqsvr.alloc.core.SectionStore.SnapshotSeal;
import io.seqsvr.alloc.core.SectionStore.Surrender;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the store with exactly the conditions of {@code store.proto}, without any trouble: an
 * entry is carried out at the moment of the call. For one thread.
 */
final class ModelStore {
  private static final long LARGEST_STEP = ReservePolicy.LARGEST_STEP;

  /** A section's row and what hangs on it. */
  static final class SectionRow {
    long epoch;
    long base;
    long maxSeq;
    String owner = "";
    String attempt = "";
    @Nullable SnapshotSeal seal;

    /** How often the base was raised. */
    int generation;

    final Map<Long, Long> hot = new TreeMap<>();
    final Map<Long, Snapshot> snapshots = new HashMap<>();

    /** A counter's ceiling; one at or below the base counts as none. */
    long counter(long hash) {
      long ceiling = hot.getOrDefault(hash, 0L);
      return ceiling <= base ? 0 : ceiling;
    }
  }

  private final List<SectionRow> rows = new ArrayList<>();
  private final Set<String> fenced = new HashSet<>();
  private long rowWrites;

  ModelStore(int sections) {
    for (int i = 0; i < sections; i++) {
      rows.add(new SectionRow());
    }
  }

  SectionRow row(int section) {
    return rows.get(section);
  }

  /** The highest seq of a conversation that may have left any process. */
  long durable(int section, long hash) {
    return Math.max(row(section).maxSeq, row(section).counter(hash));
  }

  /** Rows written since the beginning, deleted ones too. */
  long rowWrites() {
    return rowWrites;
  }

  /** The incarnation's lease is over for good. */
  void fence(String incarnation) {
    fenced.add(incarnation);
  }

  Outcome<Acquired> acquire(String owner, long step, Acquisition wish) {
    SectionRow row = row(wish.section());
    boolean repeated =
        row.epoch == wish.expectedEpoch() + 1
            && row.attempt.equals(wish.attemptId())
            && row.owner.equals(owner);
    if (!repeated) {
      boolean free = row.owner.isEmpty() || row.owner.equals(owner) || fenced.contains(row.owner);
      if (row.epoch != wish.expectedEpoch() || !free || fenced.contains(owner)) {
        return refused(ErrorReason.NOT_OWNER, wish.expectedEpoch(), row.epoch);
      }
      if (wish.clean() && row.seal == null) {
        return refused(ErrorReason.INVALID_ARGUMENT, 1, 0);
      }
      row.epoch++;
      if (!wish.clean()) {
        row.base = row.maxSeq;
        row.maxSeq += step;
        row.generation++;
      }
      row.attempt = wish.attemptId();
      row.owner = owner;
      row.seal = null;
      rowWrites++;
    }
    return granted(new Acquired(wish.section(), row.epoch, row.base, row.maxSeq));
  }

  Outcome<Reservation> reserve(Reservation wish) {
    SectionRow row = row(wish.section());
    if (row.epoch != wish.epoch()) {
      return lower(wish.epoch(), row.epoch);
    }
    if (row.maxSeq == wish.newCeiling() && row.base == wish.ceiling()) {
      return granted(wish);
    }
    if (row.maxSeq != wish.ceiling()) {
      return lower(wish.ceiling(), row.maxSeq);
    }
    checkSize("section", wish.newCeiling(), wish.ceiling());
    row.base = row.maxSeq;
    row.maxSeq = wish.newCeiling();
    row.generation++;
    row.attempt = "";
    rowWrites++;
    int before = row.hot.size();
    row.hot.values().removeIf(ceiling -> ceiling <= row.base);
    rowWrites += before - row.hot.size();
    return granted(wish);
  }

  Outcome<CounterReservation> reserveCounter(CounterReservation wish) {
    SectionRow row = row(wish.section());
    if (row.epoch != wish.epoch()) {
      return lower(wish.epoch(), row.epoch);
    }
    if (wish.newCeiling() <= row.base) {
      return granted(wish);
    }
    long expected = wish.ceiling() <= row.base ? 0 : wish.ceiling();
    long actual = row.counter(wish.hash());
    if (actual == wish.newCeiling()) {
      return granted(wish);
    }
    if (actual != expected) {
      return lower(expected, actual);
    }
    if (wish.hash() == 0) {
      throw new AssertionError("hash 0: " + wish);
    }
    checkSize(
        "counter",
        wish.newCeiling(),
        wish.raise() ? Long.MAX_VALUE : Math.max(wish.ceiling(), row.maxSeq));
    row.hot.put(wish.hash(), wish.newCeiling());
    rowWrites++;
    return granted(wish);
  }

  private static void checkSize(String what, long wanted, long above) {
    if (above != Long.MAX_VALUE && wanted - above > LARGEST_STEP) {
      throw new AssertionError(what + " reserves too much: " + wanted + " above " + above);
    }
  }

  Outcome<List<CounterRow>> readCounters(Owned owned) {
    SectionRow row = row(owned.section());
    if (row.epoch != owned.epoch()) {
      return lower(owned.epoch(), row.epoch);
    }
    List<CounterRow> found = new ArrayList<>();
    row.hot.forEach(
        (hash, ceiling) -> {
          if (ceiling > row.base) {
            found.add(new CounterRow(hash, ceiling));
          }
        });
    return granted(found);
  }

  /** Stores a whole snapshot; whether the epoch is the caller's. */
  boolean writeSnapshot(Owned owned, Snapshot snapshot) {
    SectionRow row = row(owned.section());
    if (row.epoch == owned.epoch()) {
      row.snapshots.putIfAbsent(owned.epoch(), snapshot);
      rowWrites++;
    }
    return row.epoch == owned.epoch();
  }

  /** The snapshot that the row names, or null; as another process reads it. */
  @Nullable Snapshot readSnapshot(int section) {
    SectionRow row = row(section);
    Snapshot stored = row.seal == null ? null : row.snapshots.get(row.seal.epoch());
    if (stored == null) {
      return null;
    }
    Snapshot read = new Snapshot(0);
    for (int i = 0; i < stored.size(); i++) {
      read.addWord(stored.key(i), stored.word(i));
    }
    return read;
  }

  Outcome<Long> release(Surrender wish) {
    SectionRow row = row(wish.section());
    if (row.epoch == wish.epoch() + 1 && row.owner.isEmpty()) {
      return granted(row.epoch);
    }
    if (row.epoch != wish.epoch()) {
      return lower(wish.epoch(), row.epoch);
    }
    row.epoch++;
    row.attempt = "";
    row.owner = "";
    row.seal = wish.snapshot();
    row.snapshots.keySet().removeIf(epoch -> wish.snapshot() == null || epoch != wish.epoch());
    rowWrites++;
    return granted(row.epoch);
  }

  private static <T> Outcome<T> granted(T value) {
    return new Outcome<>(value, null);
  }

  private static <T> Outcome<T> lower(long expected, long actual) {
    return refused(
        actual < expected ? ErrorReason.STORE_WENT_BACK : ErrorReason.NOT_OWNER, expected, actual);
  }

  private static <T> Outcome<T> refused(ErrorReason reason, long expected, long actual) {
    return new Outcome<>(
        null, SeqsvrException.of(reason, "the row has " + actual + ", not " + expected));
  }
}
