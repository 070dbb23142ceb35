package io.seqsvr.cluster.core;

import io.seqsvr.api.time.MonotonicClock;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * The holder's side of a lease: says before every step whether this incarnation may still serve.
 * Once over, a lease is over for good; the node goes on as a new incarnation with a new lease.
 *
 * <p>The deadline counts from the moment <em>before</em> a renewal was sent, never from its
 * acknowledgement: an observer that saw the renewal saw it later than that. It stands on two
 * clocks. The monotonic one decides; the wall clock is asked too, because the monotonic one stands
 * still while a virtual machine is suspended. A wall clock that is set forward costs refusals until
 * the next renewal, one that is set back costs nothing.
 *
 * <p>Thread-safe. {@link #isHeld(long)} is one volatile read and never blocks; the writers exclude
 * each other.
 */
public final class NodeLease {
  private final LeaseTerms terms;
  private final MonotonicClock clock;
  private final InstantSource wallClock;

  /** Written under the monitor, read by any thread with volatile order. */
  private volatile long deadlineNanos;

  /** As {@link #deadlineNanos}; each of the two is a bound of its own, so they need not agree. */
  private volatile long deadlineWallMillis;

  /** Written under the monitor, read by any thread with volatile order. */
  private volatile boolean over;

  /** The moment before a renewal is sent. */
  public record Sent(long nanos, long wallMillis) {}

  /** A lease that does not hold before its first renewal. */
  public NodeLease(LeaseTerms terms, MonotonicClock clock, InstantSource wallClock) {
    this.terms = terms;
    this.clock = clock;
    this.wallClock = wallClock;
    this.deadlineNanos = clock.nanoTime();
  }

  /** Whether this incarnation may serve now, by both clocks. */
  public boolean isHeld() {
    return isHeld(clock.nanoTime()) && isHeldByWallClock();
  }

  /**
   * Whether it may serve by the monotonic clock, for a caller that has read that since its call
   * began, and has asked {@link #isHeldByWallClock} since the call arrived.
   */
  public boolean isHeld(long nowNanos) {
    return nowNanos - deadlineNanos < 0;
  }

  /** Whether it may serve by the wall clock. */
  public boolean isHeldByWallClock() {
    return wallClock.millis() < deadlineWallMillis;
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

  /** What a renewal that is sent now would count from. */
  public Sent now() {
    return new Sent(clock.nanoTime(), wallClock.millis());
  }

  /**
   * A renewal was acknowledged. Acknowledgements may arrive late or out of order. One that arrives
   * when the wall clock says that it is past counts for nothing: to the monotonic clock, which
   * stood still, it would look young, and open again what a call has just found closed.
   *
   * @param sent the moment before the renewal was sent
   */
  public synchronized void onRenewed(Sent sent) {
    long deadline = sent.nanos() + terms.holderNanos();
    long deadlineByWall = sent.wallMillis() + TimeUnit.NANOSECONDS.toMillis(terms.holderNanos());
    if (!over && deadline - deadlineNanos > 0 && wallClock.millis() < deadlineByWall) {
      deadlineNanos = deadline;
      deadlineWallMillis = deadlineByWall;
    }
  }

  /** The lease is over, whatever its deadline: another node ended it, or this one gives it up. */
  public synchronized void onOver() {
    over = true;
    deadlineNanos = clock.nanoTime();
  }
}
