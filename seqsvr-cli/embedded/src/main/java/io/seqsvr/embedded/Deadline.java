package io.seqsvr.embedded;

import java.time.Duration;

/**
 * A point in monotonic time after which waiting for a child process is given up; the only reader of
 * the clock in this package.
 *
 * <p>Waits on real processes, so a clock that tests could steer would only pretend. Thread-safe:
 * immutable.
 */
final class Deadline {
  private final long endNanos;

  private Deadline(long endNanos) {
    this.endNanos = endNanos;
  }

  static Deadline after(Duration timeout) {
    return new Deadline(System.nanoTime() + timeout.toNanos());
  }

  boolean isPassed() {
    return System.nanoTime() - endNanos >= 0;
  }
}
