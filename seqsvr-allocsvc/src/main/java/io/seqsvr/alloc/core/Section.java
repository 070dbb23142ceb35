package io.seqsvr.alloc.core;

import io.seqsvr.alloc.core.SectionState.Ownership;
import io.seqsvr.alloc.core.SectionStore.Acquired;
import io.seqsvr.alloc.core.SectionStore.CounterRow;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cluster.core.NodeLease;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One section of the key space on this node: hands out seqs from memory, below the ceilings that
 * the store has confirmed, while the lease holds.
 *
 * <p>Thread-safe. {@link #next} and {@link #current} read one volatile field and take no lock, but
 * for the first call of a conversation above {@code promoteAbove}. Events (methods named {@code
 * on…} and {@code begin…}) change the state under the monitor and publish it by that one field;
 * they never block, and call nobody under the monitor but the counters.
 */
final class Section {
  private final int id;
  private final AllocSettings settings;
  private final MonotonicClock clock;
  private final Demands demands;
  private final AllocObserver observer;
  private final Raises raises = new Raises();

  /** Whether a new generation has been asked for and its outcome is not known yet. */
  private final AtomicBoolean demanded = new AtomicBoolean();

  /** Whether the store leaves reservations without an answer; a hint for those who are refused. */
  private volatile boolean storeSilent;

  private volatile SectionState state = SectionState.Unowned.FREE;

  /** A section that this node does not own. */
  Section(
      int id,
      AllocSettings settings,
      MonotonicClock clock,
      Demands demands,
      AllocObserver observer) {
    this.id = id;
    this.settings = settings;
    this.clock = clock;
    this.demands = demands;
    this.observer = observer;
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
   * @param nowNanos the clock's reading in the course of this call
   * @return first seq of the block
   * @throws SeqsvrException NOT_OWNER, SECTION_MOVING, LEASE_LOST, STORE_UNAVAILABLE, OVERLOADED,
   *     STORE_WENT_BACK or SEQ_EXHAUSTED; nothing was consumed
   */
  long next(long hash, long count, long nowNanos) {
    Ownership owned = serving(state, nowNanos);
    long key = CounterTable.key(hash);
    long first = Slots.tryNext(owned.words(), key, count, owned.base(), owned.ceiling());
    if (first > 0) {
      return first + count - 1 <= owned.promoteAbove() ? first : high(owned, hash, first, count);
    }
    HotCounter own = owned.hot().find(key);
    first = own == null ? 0 : nextHot(owned, own, count);
    return first > 0 ? first : nextTheLongWay(hash, count, nowNanos);
  }

  /** The shortest way of a conversation with a ceiling of its own; 0 as {@link Slots#tryNext}. */
  private long nextHot(Ownership owned, HotCounter own, long count) {
    SeqBuffer buffer = own.buffer();
    long ceiling = Math.max(owned.ceiling(), buffer.ceiling());
    long first = Slots.tryNext(owned.words(), own.key(), count, owned.base(), ceiling);
    if (first > 0 && first + count - 1 > buffer.lowWater()) {
      demand(own);
    }
    return first;
  }

  private long nextTheLongWay(long hash, long count, long nowNanos) {
    while (true) {
      Ownership owned = serving(state, nowNanos);
      Slots slots = owned.slots();
      long first = owned.counters().next(slots, hash, count, owned.ceiling(), owned.hot());
      if (first > 0) {
        if (slots.next() != null) {
          onMoved();
        }
        return high(owned, hash, first, count);
      }
      if (isLatest(owned)) {
        throw refusal(first, owned, hash, count);
      }
    }
  }

  /** The last seq handed out, as {@link Allocator#current} describes it. */
  CurrentSeq current(long hash, long nowNanos) {
    while (true) {
      Ownership owned = serving(state, nowNanos);
      CurrentSeq current = owned.current(hash);
      // Counters that began anew meanwhile have forgotten what this state stands for.
      if (isLatest(owned)) {
        return current;
      }
    }
  }

  /**
   * Lifts a conversation, as {@link Allocator#raise} describes it.
   *
   * @return completed by the thread that hears of the reservation, if one is needed
   * @throws SeqsvrException as {@link #next}
   */
  CompletableFuture<Long> raise(long hash, long atLeast, long nowNanos) {
    while (true) {
      Ownership owned = serving(state, nowNanos);
      long key = CounterTable.key(hash);
      HotCounter own = owned.hot().find(key);
      if (atLeast > Math.max(owned.ceiling(), own == null ? 0 : own.buffer().ceiling())) {
        CompletableFuture<Long> lifted = raiseLater(owned, key, atLeast);
        if (lifted != null) {
          return lifted;
        }
      } else {
        long last = owned.counters().raise(hash, atLeast);
        if (last > 0) {
          return CompletableFuture.completedFuture(last);
        }
        if (isLatest(owned)) {
          throw refusal(last, owned, hash, 1);
        }
      }
    }
  }

  private @Nullable CompletableFuture<Long> raiseLater(Ownership owned, long key, long atLeast) {
    HotCounter own;
    CompletableFuture<Long> lifted;
    synchronized (this) {
      if (!isLatest(owned)) {
        return null;
      }
      own = findOrAdd(owned, key);
      if (own == null) {
        throw Refusals.tooManyHot(id);
      }
      if (atLeast <= own.buffer().ceiling()) {
        return null;
      }
      lifted = raises.add(own, atLeast);
    }
    demand(own);
    return lifted;
  }

  /** The routing table gives the section to this node. */
  synchronized void onLoading(String attemptId) {
    require(SectionPhase.UNOWNED);
    if (state.halted() != null) {
      throw new IllegalStateException("section " + id + " is halted");
    }
    state = new SectionState.Loading(attemptId);
  }

  /**
   * The store confirmed the acquisition. An answer to another attempt changes nothing.
   *
   * @param found the hot counters of the section, read under this epoch
   * @param snapshot the counters of the owner before, or null if they are not known
   */
  synchronized void onAcquired(
      String attemptId,
      NodeLease lease,
      Acquired granted,
      List<CounterRow> found,
      @Nullable Snapshot snapshot) {
    if (state.phase() != SectionPhase.LOADING || !state.attemptId().equals(attemptId)) {
      return;
    }
    demanded.set(false);
    storeSilent = false;
    Inheritance inheritance =
        new Inheritance(
            settings, granted.base(), found, snapshot, () -> onCrowded(granted.epoch()));
    state =
        Ownership.acquired(
            attemptId,
            lease,
            granted.epoch(),
            granted.base(),
            granted.ceiling(),
            inheritance.counters(),
            inheritance.hot(clock.nanoTime()));
  }

  /** The lease or the route is gone, or the store refused an acquisition. */
  void onLost() {
    if (state.halted() == null) {
      leave(SectionState.Unowned.FREE);
    }
  }

  /** The section must not be used again in this process. */
  void onHalted(SeqsvrException why) {
    leave(new SectionState.Unowned(why));
  }

  private void leave(SectionState next) {
    Raises.Ending ending;
    synchronized (this) {
      demanded.set(false);
      state = next;
      ending = raises.end(notServing(next));
    }
    ending.tell();
  }

  /**
   * The section is to be given back: nothing is handed out any more when this returns.
   *
   * @return every counter that was used
   */
  Snapshot onDraining() {
    Raises.Ending ending;
    Snapshot snapshot;
    synchronized (this) {
      require(SectionPhase.SERVING);
      Ownership owned = ownership();
      state = owned.draining();
      snapshot = owned.close();
      ending = raises.end(Refusals.moving(id, SectionPhase.DRAINING));
    }
    ending.tell();
    return snapshot;
  }

  /**
   * Says which new generation is to be reserved. A reservation of unknown outcome is repeated as it
   * was, because the store may have carried it out.
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
      long step = Math.min(settings.reserve().step(), Long.MAX_VALUE - owned.ceiling());
      owned = owned.reserving(owned.ceiling() + step);
      state = owned;
    }
    return Optional.of(owned.reservation(id));
  }

  /**
   * The store confirmed a new generation. An answer to an older reservation changes nothing.
   *
   * <p>The new ceiling is published before the counters begin anew, so that a call that meets them
   * finds numbers above their new base.
   */
  void onReserved(Reservation reservation) {
    List<HotCounter> toBeRaised = new ArrayList<>();
    if (beginAnew(reservation, toBeRaised)) {
      observer.onRebased(id);
      toBeRaised.forEach(this::demand);
    }
  }

  private synchronized boolean beginAnew(Reservation reservation, List<HotCounter> toBeRaised) {
    if (!isPending(reservation)) {
      return false;
    }
    Ownership before = ownership();
    storeSilent = false;
    HotCounters stay = before.hotAboveCeiling(settings.maxHot(), clock.nanoTime());
    Ownership next = before.rebased(stay);
    state = next;
    before.counters().rebase(before.ceiling());
    state = next.moved();
    demanded.set(false);
    stay.forEach(
        own -> {
          if (own.isToBeRaised() && !own.buffer().isReserving()) {
            own.settle();
            toBeRaised.add(own);
          }
        });
    return true;
  }

  /**
   * Says what is to be reserved for a conversation, as {@link #beginReservation} does.
   *
   * @param storeNanos how long a reservation takes at present
   */
  synchronized Optional<CounterReservation> beginReservation(HotCounter own, long storeNanos) {
    if (state.phase() != SectionPhase.SERVING || !isPresent(own)) {
      own.settle();
      return Optional.empty();
    }
    return own.begin(id, ownership(), settings.reserve(), clock.nanoTime(), storeNanos);
  }

  /** The store confirmed a conversation's ceiling. Any other answer changes nothing. */
  void onReserved(HotCounter own, CounterReservation reservation, long storeNanos) {
    HotCounter.Confirmation confirmation;
    Raises.Ending ending;
    boolean again;
    synchronized (this) {
      if (!isPending(own, reservation)) {
        return;
      }
      Ownership owned = ownership();
      confirmation = own.confirm(owned, settings.reserve(), clock.nanoTime(), storeNanos);
      storeSilent = false;
      ending = raises.settle(own, owned.counters());
      again = own.isToBeRaised();
    }
    observer.onCounterReserved(confirmation.promoted(), confirmation.ahead());
    ending.tell();
    if (again) {
      demand(own);
    }
  }

  /** The store did not answer; the same reservation is to be sent again. */
  void onStoreSilent() {
    storeSilent = true;
    Raises.Ending ending;
    synchronized (this) {
      ending = raises.end(Refusals.raiseUnconfirmed(id));
    }
    ending.tell();
  }

  /** The store refused a reservation: the section belongs to another epoch. */
  void onReservationRefused() {
    leave(SectionState.Unowned.FREE);
  }

  /** How full this section is. */
  AllocStats stats() {
    Ownership owned = state.ownership();
    return owned == null ? AllocStats.NONE : owned.stats();
  }

  /** Counters have little room left; those of an earlier ownership are of no interest. */
  private void onCrowded(long epoch) {
    Ownership owned = state.ownership();
    if (owned != null && owned.epoch() == epoch) {
      demandRebase();
    }
  }

  /** Asks for a new generation, unless that has been done already. */
  void demandRebase() {
    if (!demanded.get() && demanded.compareAndSet(false, true)) {
      demands.rebase(this);
    }
  }

  /** Whether the outcome of a reservation is still waited for. */
  synchronized boolean isPending(Reservation reservation) {
    Ownership owned = state.ownership();
    return state.phase() == SectionPhase.SERVING
        && owned != null
        && owned.reservation(id).equals(reservation);
  }

  /** Whether the outcome of a conversation's reservation is still waited for. */
  synchronized boolean isPending(HotCounter own, CounterReservation reservation) {
    return state.phase() == SectionPhase.SERVING
        && ownership().epoch() == reservation.epoch()
        && isPresent(own)
        && own.isReserving(reservation);
  }

  @SuppressWarnings("ReferenceEquality") // one of an earlier generation may have the same key
  private boolean isPresent(HotCounter own) {
    Ownership owned = state.ownership();
    return owned != null && owned.hot().find(own.key()) == own;
  }

  @SuppressWarnings("ReferenceEquality") // each publication is a new instance
  private boolean isLatest(SectionState seen) {
    return seen == state;
  }

  /** The counters have grown into another array: calls that come find it at once. */
  private synchronized void onMoved() {
    Ownership owned = state.ownership();
    if (owned != null && owned.slots().next() != null) {
      state = owned.moved();
    }
  }

  private long high(Ownership owned, long hash, long first, long count) {
    long last = first + count - 1;
    if (last > owned.promoteAbove()) {
      onHigh(owned, CounterTable.key(hash), last);
    }
    return first;
  }

  /** A conversation has got so far that it needs a ceiling of its own, or the next range. */
  private void onHigh(Ownership owned, long key, long last) {
    HotCounter own = owned.hot().find(key);
    if (own == null) {
      promote(owned, key);
    } else if (last > own.buffer().lowWater()) {
      demand(own);
    }
  }

  private void promote(Ownership owned, long key) {
    if (owned.hot().isFull()) {
      return;
    }
    HotCounter own;
    synchronized (this) {
      Ownership latest = state.ownership();
      if (latest == null || latest.epoch() != owned.epoch() || latest.base() != owned.base()) {
        return;
      }
      own = findOrAdd(latest, key);
    }
    if (own == null) {
      observer.onPromotionRefused(id);
    } else {
      demand(own);
    }
  }

  private @Nullable HotCounter findOrAdd(Ownership owned, long key) {
    HotCounter own = owned.hot().find(key);
    if (own == null) {
      // How fast it is counts from here: nobody knows how long an earlier owner's numbers took.
      SeqBuffer buffer = SeqBuffer.withoutRow(clock.nanoTime(), owned.last(key));
      own = new HotCounter(key, 0, buffer);
      return owned.hot().add(own) ? own : null;
    }
    return own;
  }

  private void demand(HotCounter own) {
    if (own.demand()) {
      demands.reserve(this, own);
    }
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
  private Ownership serving(SectionState now, long nowNanos) {
    if (!(now instanceof Ownership owned) || owned.phase() != SectionPhase.SERVING) {
      throw notServing(now);
    }
    if (!owned.lease().isHeld(nowNanos)) {
      throw Refusals.leaseLost();
    }
    return owned;
  }

  private SeqsvrException notServing(SectionState now) {
    SeqsvrException halted = now.halted();
    if (halted != null) {
      return halted;
    }
    return now.phase() == SectionPhase.UNOWNED
        ? Refusals.notOwner(id)
        : Refusals.moving(id, now.phase());
  }

  private SeqsvrException refusal(long outcome, Ownership owned, long hash, long count) {
    if (outcome == CounterTable.CLOSED) {
      return Refusals.moving(id, SectionPhase.DRAINING);
    }
    long key = CounterTable.key(hash);
    HotCounter own = owned.hot().find(key);
    boolean full = outcome == CounterTable.FULL;
    long ownCeiling = own == null || full ? 0 : own.buffer().ceiling();
    if (Math.max(owned.ceiling(), ownCeiling) == Long.MAX_VALUE) {
      return Refusals.exhausted(id, count);
    }
    if (full) {
      demandRebase();
      return Refusals.full(id);
    }
    if (own == null && owned.hot().isFull()) {
      observer.onPromotionRefused(id);
      return Refusals.tooManyHot(id);
    }
    onHigh(owned, key, Long.MAX_VALUE);
    return Refusals.storeUnavailable(id, storeSilent);
  }
}
