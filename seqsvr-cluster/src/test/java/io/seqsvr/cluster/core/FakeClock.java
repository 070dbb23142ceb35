package io.seqsvr.cluster.core;

import io.seqsvr.api.time.MonotonicClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until it is told to go on. Thread-safe. */
final class FakeClock implements MonotonicClock {
  /** Near the overflow, so that a comparison without subtraction fails. */
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1000);

  @Override
  public long nanoTime() {
    return nanos.get();
  }

  void advance(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
