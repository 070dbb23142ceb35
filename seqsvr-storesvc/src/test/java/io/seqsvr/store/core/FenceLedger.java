package io.seqsvr.store.core;

import static io.seqsvr.store.core.LeaseRow.State.FENCED;
import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.store.core.LeaseRow.State;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    TAKEN_FROM_A_FENCED_OWNER,
    TAKEN_ANEW,
    REFUSED_WHILE_THE_OWNER_IS_HELD,
    REFUSED_WITHOUT_A_LEASE,
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

  /**
   * An acquire has changed the row.
   *
   * @param before the row that it found
   * @param acquirer state of the lease of the incarnation that took it, null if it has none
   * @param former state of the lease of the recorded owner, null if it has none
   */
  void taken(
      SectionRow before,
      String owner,
      LeaseRow.@Nullable State acquirer,
      LeaseRow.@Nullable State former) {
    assertThat(acquirer).as("lease of %s, who took the section", owner).isEqualTo(State.HELD);
    boolean anew = before.owner().equals(owner);
    if (before.isOwned() && !anew) {
      assertThat(former).as("lease of %s, who lost the section", before.owner()).isEqualTo(FENCED);
    }
    count(Event.TAKEN_ANEW, anew);
    count(Event.TAKEN_FROM_A_FENCED_OWNER, before.isOwned() && !anew);
  }

  long handedOut() {
    return issued.values().stream().mapToLong(BitSet::cardinality).sum();
  }
}
