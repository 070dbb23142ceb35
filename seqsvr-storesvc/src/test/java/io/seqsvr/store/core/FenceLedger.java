package io.seqsvr.store.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Every seq that any owner has handed out, and how often owners came to do what. */
final class FenceLedger {
  /** What has to happen in a run for the run to mean something. */
  enum Event {
    UNCLEAN,
    CLEAN,
    CLEAN_WITH_COUNTERS,
    REBASED,
    COUNTER_RAISED,
    SEALED,
    DROVE_ON_A_COUNTER,
  }

  private final Map<Long, BitSet> issued = new HashMap<>();
  private final Map<Event, Integer> events = new EnumMap<>(Event.class);

  void issue(long hash, long seq, String who) {
    BitSet seqs = issued.computeIfAbsent(hash, h -> new BitSet());
    assertThat(seqs.get(Math.toIntExact(seq)))
        .as("seq %d of %d was handed out before; now by %s", seq, hash, who)
        .isFalse();
    seqs.set((int) seq);
  }

  void count(Event event, boolean happened) {
    events.merge(event, happened ? 1 : 0, Integer::sum);
  }

  int count(Event event) {
    return events.getOrDefault(event, 0);
  }

  long handedOut() {
    return issued.values().stream().mapToLong(BitSet::cardinality).sum();
  }
}
