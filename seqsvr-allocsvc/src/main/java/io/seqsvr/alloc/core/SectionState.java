package io.seqsvr.alloc.core;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.NodeLease;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one section is at one moment, as one immutable value.
 *
 * @param halted why the section will not be loaded again in this process, or null
 * @param attemptId names the acquisition; empty if UNOWNED
 * @param ownership what a section that is SERVING or DRAINING holds; null in other phases
 */
record SectionState(
    SectionPhase phase,
    @Nullable SeqsvrException halted,
    String attemptId,
    @Nullable Ownership ownership) {

  static final SectionState UNOWNED = new SectionState(SectionPhase.UNOWNED, null, "", null);

  SectionState {
    boolean owned = phase == SectionPhase.SERVING || phase == SectionPhase.DRAINING;
    if (owned != (ownership != null)) {
      throw new IllegalArgumentException(phase + " with ownership " + ownership);
    }
  }

  static SectionState loading(String attemptId) {
    return new SectionState(SectionPhase.LOADING, null, attemptId, null);
  }

  static SectionState serving(String attemptId, Ownership ownership) {
    return new SectionState(SectionPhase.SERVING, null, attemptId, ownership);
  }

  static SectionState halted(SeqsvrException why) {
    return new SectionState(SectionPhase.UNOWNED, why, "", null);
  }

  SectionState with(Ownership next) {
    return new SectionState(phase, halted, attemptId, next);
  }

  SectionState draining() {
    return new SectionState(SectionPhase.DRAINING, halted, attemptId, ownership);
  }

  /**
   * What the owner of a section holds.
   *
   * @param lease the lease under which the section was acquired; its end ends the ownership
   * @param epoch fences this ownership in the store
   * @param base a conversation that is not in {@code counters} starts above it
   * @param ceiling confirmed by the store, inclusive: nothing above it is handed out
   * @param lowWater the next reservation is due once a seq above it is handed out
   * @param pendingCeiling the ceiling asked for in a reservation whose outcome is not known yet, or
   *     0; until it is known, only that very reservation may be repeated
   * @param reserveSize how many seqs the last reservation added
   * @param reservedNanos when the last reservation was confirmed, on the monotonic clock
   */
  record Ownership(
      NodeLease lease,
      long epoch,
      long base,
      long ceiling,
      long lowWater,
      long pendingCeiling,
      long reserveSize,
      long reservedNanos,
      CounterTable counters) {

    static Ownership acquired(
        NodeLease lease,
        long epoch,
        long base,
        long ceiling,
        long nowNanos,
        CounterTable counters) {
      long size = ceiling - base;
      return new Ownership(
          lease, epoch, base, ceiling, ceiling - size / 2, 0, size, nowNanos, counters);
    }

    /** A reservation up to the given ceiling is under way. */
    Ownership reserving(long target) {
      return new Ownership(
          lease, epoch, base, ceiling, lowWater, target, reserveSize, reservedNanos, counters);
    }

    /** The reservation under way is confirmed. */
    Ownership reserved(long nowNanos) {
      return raised(base, nowNanos, counters);
    }

    /**
     * The reservation under way is confirmed, and a new generation of counters starts where nobody
     * has been yet: above the old ceiling.
     */
    Ownership rebased(long nowNanos, CounterTable fresh) {
      return raised(ceiling, nowNanos, fresh);
    }

    private Ownership raised(long newBase, long nowNanos, CounterTable table) {
      long size = pendingCeiling - ceiling;
      return new Ownership(
          lease,
          epoch,
          newBase,
          pendingCeiling,
          pendingCeiling - size / 2,
          0,
          size,
          nowNanos,
          table);
    }
  }
}
