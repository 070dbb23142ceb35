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
   * @param base a conversation that nobody remembers starts above it
   * @param ceiling confirmed by the store, inclusive: nothing above it is handed out, but to
   *     conversations with a ceiling of their own
   * @param promoteAbove a conversation that has got further than this needs a ceiling of its own
   * @param pendingCeiling the ceiling asked for in a reservation whose outcome is not known yet, or
   *     0; until it is known, only that very reservation may be repeated
   * @param sinceNanos when base and ceiling were confirmed, on the monotonic clock
   */
  record Ownership(
      NodeLease lease,
      long epoch,
      long base,
      long ceiling,
      long promoteAbove,
      long pendingCeiling,
      long sinceNanos,
      CounterTable counters,
      HotCounters hot) {

    static Ownership acquired(
        NodeLease lease,
        long epoch,
        long base,
        long ceiling,
        long nowNanos,
        CounterTable counters,
        HotCounters hot) {
      return new Ownership(
          lease, epoch, base, ceiling, half(base, ceiling), 0, nowNanos, counters, hot);
    }

    /** A reservation up to the given ceiling is under way. */
    Ownership reserving(long target) {
      return new Ownership(
          lease, epoch, base, ceiling, promoteAbove, target, sinceNanos, counters, hot);
    }

    /**
     * The reservation under way is confirmed: a new generation begins where no conversation without
     * a ceiling of its own has been yet, above the old ceiling.
     *
     * @param hotThatStay the conversations with a ceiling of their own above that
     */
    Ownership rebased(long nowNanos, HotCounters hotThatStay) {
      return acquired(lease, epoch, ceiling, pendingCeiling, nowNanos, counters, hotThatStay);
    }

    private static long half(long base, long ceiling) {
      return ceiling - (ceiling - base) / 2;
    }
  }
}
