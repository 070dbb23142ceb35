package io.seqsvr.alloc.core;

import io.seqsvr.alloc.core.SectionState.Ownership;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cluster.core.NodeLease;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One section of the key space on this node: hands out seqs from memory, below the ceiling that the
 * store has confirmed, while the lease holds.
 *
 * <p>Thread-safe. {@link #next} and {@link #current} read one volatile field and take no lock.
 * Events (methods named {@code on…} and {@code begin…}) change the state under the monitor and
 * publish it by that one field; they never block and call nobody under the monitor.
 */
final class Section {
  private static final Duration REFILL_WAIT = Duration.ofMillis(5);
  private static final Duration STORE_DOWN_WAIT = Duration.ofMillis(200);
  private static final Duration MOVING_WAIT = Duration.ofMillis(50);
  private static final Duration LEASE_WAIT = Duration.ofMillis(100);

  private final int id;
  private final AllocSettings settings;
  private final MonotonicClock clock;
  private final Consumer<Section> demand;

  /** Whether a reservation has been asked for and its outcome is not known yet. */
  private final AtomicBoolean demanded = new AtomicBoolean();

  /** What a caller at the ceiling is told to wait; longer while the store does not answer. */
  private volatile Duration refillWait = REFILL_WAIT;

  /** A new conversation found no room; the next reservation starts a new generation of counters. */
  private volatile boolean full;

  private volatile SectionState state = SectionState.UNOWNED;

  /**
   * A section that this node does not own.
   *
   * @param demand is told, on the caller's thread and at most once until the demand is taken, that
   *     a reservation is due; must not block
   */
  Section(int id, AllocSettings settings, MonotonicClock clock, Consumer<Section> demand) {
    this.id = id;
    this.settings = settings;
    this.clock = clock;
    this.demand = demand;
  }

  int id() {
    return id;
  }

  SectionState state() {
    return state;
  }

  /**
   * Takes the next block of a conversation.
   *
   * @param count size of the block, checked by the caller
   * @return first seq of the block
   * @throws SeqsvrException NOT_OWNER, SECTION_MOVING, LEASE_LOST, STORE_UNAVAILABLE, OVERLOADED,
   *     STORE_WENT_BACK or SEQ_EXHAUSTED; nothing was consumed
   */
  long next(long hash, long count) {
    while (true) {
      SectionState now = state;
      Ownership owned = serving(now);
      long first = owned.counters().next(hash, count, owned.base(), owned.ceiling());
      if (first > 0) {
        if (first + count - 1 > owned.lowWater() && isLatest(now)) {
          demandReservation();
        }
        return first;
      }
      if (isLatest(now)) {
        throw refusal(first, owned, count);
      }
    }
  }

  /** The last seq handed out, as {@link Allocator#current} describes it. */
  CurrentSeq current(long hash) {
    Ownership owned = serving(state);
    long last = owned.counters().last(hash);
    return last > 0 ? new CurrentSeq(last, true) : new CurrentSeq(owned.base(), owned.base() == 0);
  }

  /** The routing table gives the section to this node. */
  synchronized void onLoading(String attemptId) {
    require(SectionPhase.UNOWNED);
    if (state.halted() != null) {
      throw new IllegalStateException("section " + id + " is halted");
    }
    state = SectionState.loading(attemptId);
  }

  /** The store confirmed the acquisition. An answer to another attempt changes nothing. */
  synchronized void onAcquired(
      String attemptId, NodeLease lease, long epoch, long base, long ceiling) {
    if (state.phase() != SectionPhase.LOADING || !state.attemptId().equals(attemptId)) {
      return;
    }
    full = false;
    demanded.set(false);
    refillWait = REFILL_WAIT;
    state =
        SectionState.serving(
            attemptId,
            Ownership.acquired(lease, epoch, base, ceiling, clock.nanoTime(), newCounters()));
  }

  /** The lease or the route is gone, or the store refused an acquisition. */
  synchronized void onLost() {
    if (state.halted() == null) {
      demanded.set(false);
      state = SectionState.UNOWNED;
    }
  }

  /** The section must not be used again in this process. */
  synchronized void onHalted(SeqsvrException why) {
    state = SectionState.halted(why);
  }

  /** The section is to be given back: nothing is handed out any more when this returns. */
  synchronized void onDraining() {
    require(SectionPhase.SERVING);
    Ownership owned = ownership();
    state = state.draining();
    owned.counters().close((key, lastSeq) -> {});
  }

  /**
   * Says what is to be reserved. A reservation of unknown outcome is repeated as it was, because
   * the store may have carried it out.
   *
   * @return empty if nothing can be reserved any more; the demand is settled then
   */
  synchronized Optional<Reservation> beginReservation() {
    if (state.phase() != SectionPhase.SERVING || ownership().ceiling() == Long.MAX_VALUE) {
      demanded.set(false);
      return Optional.empty();
    }
    Ownership owned = ownership();
    if (owned.pendingCeiling() == 0) {
      long lastedNanos = clock.nanoTime() - owned.reservedNanos();
      long size = settings.reserve().nextSize(owned.reserveSize(), lastedNanos);
      owned = owned.reserving(owned.ceiling() + Math.min(size, Long.MAX_VALUE - owned.ceiling()));
      state = state.with(owned);
    }
    return Optional.of(new Reservation(id, owned.epoch(), owned.ceiling(), owned.pendingCeiling()));
  }

  /** The store confirmed a reservation. An answer to an older one changes nothing. */
  synchronized void onReserved(Reservation reservation) {
    if (!isPending(reservation)) {
      return;
    }
    Ownership before = ownership();
    boolean rebase = full;
    full = false;
    refillWait = REFILL_WAIT;
    state =
        state.with(
            rebase
                ? before.rebased(clock.nanoTime(), newCounters())
                : before.reserved(clock.nanoTime()));
    demanded.set(false);
    if (rebase) {
      before.counters().close((key, lastSeq) -> {});
    }
  }

  /** The store did not answer; the same reservation is to be sent again. */
  void onStoreSilent() {
    refillWait = STORE_DOWN_WAIT;
  }

  /** The store refused a reservation: the section belongs to another epoch. */
  synchronized void onReservationRefused(Reservation reservation) {
    if (isPending(reservation)) {
      demanded.set(false);
      state = SectionState.UNOWNED;
    }
  }

  /** Asks for a reservation, unless that has been done already. */
  void demandReservation() {
    if (!demanded.get() && demanded.compareAndSet(false, true)) {
      demand.accept(this);
    }
  }

  @SuppressWarnings("ReferenceEquality") // each publication is a new instance
  private boolean isLatest(SectionState seen) {
    return seen == state;
  }

  /** Whether the outcome of a reservation is still waited for. */
  synchronized boolean isPending(Reservation reservation) {
    Ownership owned = state.ownership();
    return state.phase() == SectionPhase.SERVING
        && owned != null
        && owned.epoch() == reservation.epoch()
        && owned.pendingCeiling() == reservation.newCeiling();
  }

  private CounterTable newCounters() {
    return new CounterTable(settings.initialSlots(), settings.maxSlots());
  }

  private Ownership ownership() {
    Ownership owned = state.ownership();
    if (owned == null) {
      throw new IllegalStateException("section " + id + " is " + state.phase());
    }
    return owned;
  }

  private void require(SectionPhase expected) {
    if (state.phase() != expected) {
      throw new IllegalStateException(
          "section " + id + " is " + state.phase() + ", not " + expected);
    }
  }

  /** The ownership under which a step may be made now. */
  private Ownership serving(SectionState now) {
    Ownership owned = now.ownership();
    if (now.phase() != SectionPhase.SERVING || owned == null) {
      throw notServing(now);
    }
    if (!owned.lease().isHeld()) {
      throw SeqsvrException.retryable(
          ErrorReason.LEASE_LOST, "the node's lease is not renewed", LEASE_WAIT);
    }
    return owned;
  }

  private SeqsvrException notServing(SectionState now) {
    if (now.halted() != null) {
      return now.halted();
    }
    if (now.phase() == SectionPhase.UNOWNED) {
      return SeqsvrException.retryable(
          ErrorReason.NOT_OWNER, "this node does not serve section " + id, MOVING_WAIT);
    }
    return SeqsvrException.retryable(
        ErrorReason.SECTION_MOVING, "section " + id + " is " + now.phase(), MOVING_WAIT);
  }

  private SeqsvrException refusal(long outcome, Ownership owned, long count) {
    if (outcome == CounterTable.CLOSED) {
      return SeqsvrException.retryable(
          ErrorReason.SECTION_MOVING, "section " + id + " is being given back", MOVING_WAIT);
    }
    if (owned.ceiling() == Long.MAX_VALUE) {
      return new SeqsvrException(
          ErrorReason.SEQ_EXHAUSTED,
          "section " + id + " has no " + count + " seqs left below 2^63",
          Map.of("section", Integer.toString(id)),
          null);
    }
    if (outcome == CounterTable.FULL) {
      full = true;
      demandReservation();
      return SeqsvrException.retryable(
          ErrorReason.OVERLOADED,
          "section " + id + " has no room for a new conversation",
          REFILL_WAIT);
    }
    demandReservation();
    return SeqsvrException.retryable(
        ErrorReason.STORE_UNAVAILABLE,
        "the seqs reserved for section " + id + " are used up",
        refillWait);
  }
}
