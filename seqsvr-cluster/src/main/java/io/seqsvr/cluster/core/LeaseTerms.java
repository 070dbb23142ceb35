package io.seqsvr.cluster.core;

import java.time.Duration;

/**
 * How long a lease holds. The terms stand in the lease itself, and observers use those, so that
 * nodes with different settings stay safe.
 *
 * @param leaseNanos length of the lease, 100 ms to 60 s
 * @param marginNanos what a holder gives up early and an observer waits longer; at least a tenth of
 *     the lease, which covers clocks whose rates differ by up to 10 %
 */
public record LeaseTerms(long leaseNanos, long marginNanos) {
  private static final long MIN_LEASE_NANOS = Duration.ofMillis(100).toNanos();
  private static final long MAX_LEASE_NANOS = Duration.ofSeconds(60).toNanos();

  public LeaseTerms {
    if (leaseNanos < MIN_LEASE_NANOS || leaseNanos > MAX_LEASE_NANOS) {
      throw new IllegalArgumentException(
          "lease must be from 100 ms to 60 s: " + Duration.ofNanos(leaseNanos));
    }
    if (marginNanos < leaseNanos / 10 || marginNanos >= leaseNanos / 2) {
      throw new IllegalArgumentException(
          "margin must be at least a tenth and less than half of the lease: "
              + Duration.ofNanos(marginNanos));
    }
  }

  /** Terms with the smallest margin. */
  public static LeaseTerms of(Duration lease) {
    return new LeaseTerms(lease.toNanos(), lease.toNanos() / 10);
  }

  /** How long after sending a renewal that is acknowledged the holder may serve. */
  public long holderNanos() {
    return leaseNanos - marginNanos;
  }

  /** How long an observer must see a lease unmoved before it may call it over. */
  public long observerNanos() {
    return leaseNanos + marginNanos;
  }

  /** How often a holder renews. */
  public long renewIntervalNanos() {
    return leaseNanos / 4;
  }

  /** How long a holder waits for one register before it turns to the other one, too. */
  public long patienceNanos() {
    return leaseNanos / 8;
  }
}
