package io.seqsvr.cluster.core;

import io.seqsvr.api.time.MonotonicClock;

/**
 * The holder's side of a lease: says before every step whether this incarnation may still serve.
 * Once over, a lease is over for good; the node goes on as a new incarnation with a new lease.
 *
 * <p>The deadline counts from the moment <em>before</em> a renewal was sent, never from its
 * acknowledgement: an observer that saw the renewal saw it later than that.
 *
 * <p>Thread-safe. {@link #isHeld} is one volatile read and one clock read and never blocks; the
 * writers exclude each other.
 */
public final class NodeLease {
  private final LeaseTerms terms;
  private final MonotonicClock clock;

  /** Written under the monitor, read by any thread with volatile order. */
  private volatile long deadlineNanos;

  /** Written under the monitor, read by any thread with volatile order. */
  private volatile boolean over;

  /** A lease that does not hold before its first renewal. */
  public NodeLease(LeaseTerms terms, MonotonicClock clock) {
    this.terms = terms;
    this.clock = clock;
    this.deadlineNanos = clock.nanoTime();
  }

  /** Whether this incarnation may serve now. */
  public boolean isHeld() {
    return isHeld(clock.nanoTime());
  }

  /** As {@link #isHeld()}, for a caller that has read the clock since its call began. */
  public boolean isHeld(long nowNanos) {
    return nowNanos - deadlineNanos < 0;
  }

  /**
   * How long it may serve from now on without another renewal, in nanoseconds; negative if over.
   */
  public long remainingNanos() {
    return deadlineNanos - clock.nanoTime();
  }

  public LeaseTerms terms() {
    return terms;
  }

  /** Whether the lease has ended for good. One that is merely not held may be renewed again. */
  public boolean isOver() {
    return over;
  }

  /**
   * A renewal was acknowledged. Acknowledgements may arrive late or out of order.
   *
   * @param sentNanos the clock's reading before the renewal was sent
   */
  public synchronized void onRenewed(long sentNanos) {
    long deadline = sentNanos + terms.holderNanos();
    if (!over && deadline - deadlineNanos > 0) {
      deadlineNanos = deadline;
    }
  }

  /** The lease is over, whatever its deadline: another node ended it, or this one gives it up. */
  public synchronized void onOver() {
    over = true;
    deadlineNanos = clock.nanoTime();
  }
}
