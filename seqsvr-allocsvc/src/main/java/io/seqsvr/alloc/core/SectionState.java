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
   * @param slots where a call begins to look for a counter; an older array leads to the latest one
   * @param words those of {@code slots}
   */
  @SuppressWarnings("ArrayRecordComponent") // shared on purpose, never compared
  record Ownership(
      SectionPhase phase,
      String attemptId,
      NodeLease lease,
      long epoch,
      long base,
      long ceiling,
      long promoteAbove,
      long pendingCeiling,
      CounterTable counters,
      Slots slots,
      long[] words,
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
          counters,
          counters.slots(),
          counters.slots().words(),
          hot);
    }

    @Override
    public Ownership ownership() {
      return this;
    }

    /** The last seq of a conversation, or a lower bound of it. */
    long last(long hash) {
      return Math.max(counters.last(hash), base);
    }

    /** As {@link Allocator#current} describes it. */
    CurrentSeq current(long hash) {
      long last = counters.last(hash);
      if (last <= base) {
        return new CurrentSeq(base, base == 0);
      }
      HotCounter own = hot.find(CounterTable.key(hash));
      return new CurrentSeq(last, own == null || own.isExact(last));
    }

    /** Closes every slot and returns every counter that was used. */
    Snapshot close() {
      Snapshot snapshot = new Snapshot(counters.size());
      counters.close(
          (key, lastSeq) -> {
            HotCounter own = hot.find(key);
            snapshot.add(key, lastSeq, own == null || own.isExact(lastSeq));
          });
      return snapshot;
    }

    /** How full the section is. */
    AllocStats stats() {
      long[] reserved = new long[1];
      hot.forEach(
          own ->
              reserved[0] +=
                  Math.max(0, own.buffer().ceiling() - Math.max(last(own.key()), ceiling)));
      return new AllocStats(counters.size(), counters.capacity(), hot.size(), reserved[0]);
    }

    /** The reservation of a new generation, as it is sent and repeated. */
    Reservation reservation(int section) {
      return new Reservation(section, epoch, ceiling, pendingCeiling);
    }

    /**
     * The conversations that keep a ceiling of their own in the next generation: those above its
     * base, those that may be, because the outcome of a reservation is not known, and those that an
     * administrator waits for. What is at or below the new base counts for nothing in the store.
     */
    HotCounters hotAboveCeiling(int maxHot, long nowNanos) {
      HotCounters stay = new HotCounters(maxHot);
      hot.forEach(
          own -> {
            SeqBuffer buffer = own.buffer();
            if (Math.max(buffer.ceiling(), buffer.pendingCeiling()) > ceiling) {
              stay.addFound(own);
            } else if (own.isToBeRaised()) {
              own.forget(nowNanos, ceiling);
              stay.addFound(own);
            }
          });
      return stay;
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
    Ownership rebased(HotCounters hotThatStay) {
      return acquired(attemptId, lease, epoch, ceiling, pendingCeiling, counters, hotThatStay);
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
          counters,
          start,
          start.words(),
          hot);
    }
  }
}
