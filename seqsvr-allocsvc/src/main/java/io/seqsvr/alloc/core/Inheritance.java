package io.seqsvr.alloc.core;

import io.seqsvr.alloc.core.SectionStore.CounterRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the owners before have left to the next one: the counters and hot counters that an ownership
 * begins with.
 *
 * <p>With a snapshot every conversation goes on where it was. Without one, a conversation goes on
 * above its row, or above the base if it has none; how far it had really got is not known.
 *
 * <p>Not thread-safe: used by one thread, before any other knows what it makes.
 */
final class Inheritance {
  private final AllocSettings settings;
  private final List<CounterRow> rows;
  private final CounterTable counters;

  /** Last seqs that are only bounds, by key: few, and all of conversations with a row. */
  private final Map<Long, Long> bounds = new HashMap<>();

  /** Fills a table. */
  Inheritance(
      AllocSettings settings,
      long base,
      List<CounterRow> rows,
      @Nullable Snapshot snapshot,
      Runnable crowded) {
    this.settings = settings;
    this.rows = rows;
    // What was found must have room, whatever the bound is now: leaving it out would repeat seqs.
    int found = snapshot == null ? rows.size() : snapshot.size();
    int capacity = CounterTable.capacityFor(found, settings.initialSlots());
    this.counters = new CounterTable(capacity, settings.maxSlots(), base, crowded);
    if (snapshot == null) {
      rows.forEach(row -> seed(row.hash(), row.ceiling(), false));
    } else {
      for (int i = 0; i < snapshot.size(); i++) {
        seed(snapshot.key(i), snapshot.lastSeq(i), snapshot.isExact(i));
      }
    }
  }

  private void seed(long key, long lastSeq, boolean exact) {
    counters.seed(key, lastSeq);
    if (!exact) {
      bounds.put(key, lastSeq);
    }
  }

  CounterTable counters() {
    return counters;
  }

  /** The conversations with a ceiling of their own, whatever the bound on them is now. */
  HotCounters hot(long nowNanos) {
    HotCounters hot = new HotCounters(settings.maxHot());
    for (CounterRow row : rows) {
      SeqBuffer buffer =
          SeqBuffer.found(row.ceiling(), settings.reserve(), nowNanos, counters.last(row.hash()));
      hot.addFound(new HotCounter(row.hash(), bounds.getOrDefault(row.hash(), 0L), buffer));
    }
    return hot;
  }
}
