package io.seqsvr.alloc.core;

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

  long raiseTo() {
    return raiseTo;
  }

  void raiseTo(long atLeast) {
    raiseTo = Math.max(raiseTo, atLeast);
  }
}
