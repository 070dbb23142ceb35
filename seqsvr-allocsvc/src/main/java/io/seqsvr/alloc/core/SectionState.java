package io.seqsvr.alloc.core;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.NodeLease;
import org.jspecify.annotations.Nullable;

/** Everything that one section is at one moment, as one immutable value. */
sealed interface SectionState {
  /** Where the section stands. */
  SectionPhase phase();

  /** Why the section will not be loaded again in this process, or null. */
  default @Nullable SeqsvrException halted() {
    return null;
  }

  /** Names the acquisition; empty if UNOWNED. */
  default String attemptId() {
    return "";
  }

  /** What a section that is SERVING or DRAINING holds; null in other phases. */
  default @Nullable Ownership ownership() {
    return null;
  }

  /** Nothing is held. */
  record Unowned(@Nullable SeqsvrException halted) implements SectionState {
    static final Unowned FREE = new Unowned(null);

    @Override
    public SectionPhase phase() {
      return SectionPhase.UNOWNED;
    }
  }

  /** An acquisition is under way. */
  record Loading(String attemptId) implements SectionState {
    @Override
    public SectionPhase phase() {
      return SectionPhase.LOADING;
    }
  }

  /**
   * What the owner of a section holds. The fields of the hot path stand here themselves, and not in
   * values of their own, because each of those would cost a call a look at another part of memory.
   *
   * @param phase SERVING or DRAINING
   * @param lease the lease under which the section was acquired; its end ends the ownership
   * @param epoch fences this ownership in the store
   * @param base a conversation that nobody remembers starts above it
   * @param ceiling confirmed by the store, inclusive: nothing above it is handed out, but to
   *     conversations with a ceiling of their own
   * @param promoteAbove a conversation that has got further than this needs a ceiling of its own
   * @param pendingCeiling the ceiling asked for in a reservation whose outcome is not known yet, or
   *     0; until it is known, only that very reservation may be repeated
   * @param sinceNanos when base and ceiling were confirmed, on the monotonic clock
   * @param slots where a call begins to look for a counter; an older array leads to the latest one
   */
  record Ownership(
      SectionPhase phase,
      String attemptId,
      NodeLease lease,
      long epoch,
      long base,
      long ceiling,
      long promoteAbove,
      long pendingCeiling,
      long sinceNanos,
      CounterTable counters,
      Slots slots,
      HotCounters hot)
      implements SectionState {

    public Ownership {
      if (phase != SectionPhase.SERVING && phase != SectionPhase.DRAINING) {
        throw new IllegalArgumentException(phase + " with an ownership");
      }
    }

    static Ownership acquired(
        String attemptId,
        NodeLease lease,
        long epoch,
        long base,
        long ceiling,
        long nowNanos,
        CounterTable counters,
        HotCounters hot) {
      long half = ceiling - (ceiling - base) / 2;
      return new Ownership(
          SectionPhase.SERVING,
          attemptId,
          lease,
          epoch,
          base,
          ceiling,
          half,
          0,
          nowNanos,
          counters,
          counters.slots(),
          hot);
    }

    @Override
    public Ownership ownership() {
      return this;
    }

    /** A reservation up to the given ceiling is under way. */
    Ownership reserving(long target) {
      return with(phase, target, slots);
    }

    /** Nothing is handed out any more. */
    Ownership draining() {
      return with(SectionPhase.DRAINING, pendingCeiling, slots);
    }

    /** The counters have moved to another array. */
    Ownership moved() {
      return with(phase, pendingCeiling, counters.slots());
    }

    /**
     * The reservation under way is confirmed: a new generation begins where no conversation without
     * a ceiling of its own has been yet, above the old ceiling.
     *
     * @param hotThatStay the conversations with a ceiling of their own above that
     */
    Ownership rebased(long nowNanos, HotCounters hotThatStay) {
      return acquired(
          attemptId, lease, epoch, ceiling, pendingCeiling, nowNanos, counters, hotThatStay);
    }

    private Ownership with(SectionPhase nextPhase, long pending, Slots start) {
      return new Ownership(
          nextPhase,
          attemptId,
          lease,
          epoch,
          base,
          ceiling,
          promoteAbove,
          pending,
          sinceNanos,
          counters,
          start,
          hot);
    }
  }
}
