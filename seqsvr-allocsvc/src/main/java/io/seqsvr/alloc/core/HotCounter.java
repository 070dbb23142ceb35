package io.seqsvr.alloc.core;

import io.seqsvr.alloc.core.SectionState.Ownership;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A conversation that has a ceiling of its own, or is about to get one, so that it can go on above
 * its section's ceiling without lifting its neighbours. Its seqs are counted where they always
 * were, in its slot of the {@link CounterTable}.
 *
 * <p>Thread-safe. {@link #buffer} is read by any thread, with volatile order, and written under the
 * section's monitor.
 */
final class HotCounter {
  private final long key;
  private final long seed;
  private volatile SeqBuffer buffer;

  /** Whether a reservation has been asked for and its outcome is not known yet. */
  private final AtomicBoolean demanded = new AtomicBoolean();

  /** What an administrator wants the last seq to be at least; guarded by the section's monitor. */
  private long raiseTo;

  /**
   * A hot counter.
   *
   * @param key the conversation's hash, never 0
   * @param seed the bound that its slot was filled with because its last seq was not known; 0 if it
   *     was known
   */
  HotCounter(long key, long seed, SeqBuffer buffer) {
    this.key = key;
    this.seed = seed;
    this.buffer = buffer;
  }

  long key() {
    return key;
  }

  SeqBuffer buffer() {
    return buffer;
  }

  /** The one place in which the buffer changes; under the section's monitor. */
  void publish(SeqBuffer next) {
    buffer = next;
  }

  /** Whether a last seq is one that was handed out, and not the bound that the slot began with. */
  boolean isExact(long lastSeq) {
    return lastSeq != seed;
  }

  /** Whether the caller is the one who has to ask for a reservation. */
  boolean demand() {
    return !demanded.get() && demanded.compareAndSet(false, true);
  }

  /** The outcome of a reservation is known, or none is wanted any more. */
  void settle() {
    demanded.set(false);
  }

  /** Whether an administrator's wish is not fulfilled yet; under the section's monitor. */
  boolean isToBeRaised() {
    return raiseTo > buffer.ceiling();
  }

  /**
   * Says what is to be reserved, which from then on is under way; under the section's monitor.
   *
   * @param storeNanos how long a reservation takes at present
   * @return empty if there is nothing to reserve; the demand is settled then
   */
  Optional<CounterReservation> begin(
      int section, Ownership owned, ReservePolicy policy, long nowNanos, long storeNanos) {
    if (!isDue(owned, policy)) {
      // A caller was late: what it has asked for came before its demand was taken.
      settle();
      return Optional.empty();
    }
    SeqBuffer wish =
        buffer.reserving(policy, owned.last(key), owned.ceiling(), raiseTo, nowNanos, storeNanos);
    if (!wish.isReserving()) {
      settle();
      return Optional.empty();
    }
    publish(wish);
    return Optional.of(
        new CounterReservation(
            section, owned.epoch(), key, wish.ceiling(), wish.pendingCeiling(), wish.raised()));
  }

  /** Whether a caller may be refused soon: the largest block is half a step. */
  private boolean isDue(Ownership owned, ReservePolicy policy) {
    long last = owned.last(key);
    long left = Math.max(buffer.ceiling(), owned.ceiling()) - last;
    return buffer.isReserving()
        || isToBeRaised()
        || last > buffer.lowWater()
        || left < policy.step() / 2;
  }

  /** The conversation has no row any more; under the section's monitor. */
  void forget(long nowNanos, long lastSeq) {
    publish(SeqBuffer.withoutRow(nowNanos, lastSeq));
  }

  /** Whether a reservation is the one under way. */
  boolean isReserving(CounterReservation reservation) {
    SeqBuffer present = buffer;
    return present.ceiling() == reservation.ceiling()
        && present.pendingCeiling() == reservation.newCeiling();
  }

  /**
   * What a confirmation meant for the conversation.
   *
   * @param promoted whether this is the first ceiling of its own
   * @param ahead whether it came before the conversation had used up what it had
   */
  record Confirmation(boolean promoted, boolean ahead) {}

  /** The store has confirmed the reservation under way; under the section's monitor. */
  Confirmation confirm(Ownership owned, ReservePolicy policy, long nowNanos, long storeNanos) {
    SeqBuffer before = buffer;
    long last = owned.last(key);
    publish(before.confirmed(before.pendingCeiling(), policy, last, nowNanos, storeNanos));
    settle();
    return new Confirmation(
        before.ceiling() == 0, last < Math.max(owned.ceiling(), before.ceiling()));
  }

  long raiseTo() {
    return raiseTo;
  }

  void raiseTo(long atLeast) {
    raiseTo = Math.max(raiseTo, atLeast);
  }
}
