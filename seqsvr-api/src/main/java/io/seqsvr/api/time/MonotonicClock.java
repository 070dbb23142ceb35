package io.seqsvr.api.time;

/**
 * A clock that only goes forward, for leases, deadlines and durations. Its readings mean nothing on
 * another machine or in another process. Compare two readings by their difference only: {@code a -
 * b < 0}.
 *
 * <p>Implementations are thread-safe and never block.
 */
@FunctionalInterface
public interface MonotonicClock {
  /** The present reading, in nanoseconds since an arbitrary origin. */
  long nanoTime();

  /** The machine's clock. It stands still while a virtual machine is suspended. */
  static MonotonicClock system() {
    return System::nanoTime;
  }
}
