package io.seqsvr.bench.delivery;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.bench.load.Bodies;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Latencies of what was shown, on all devices together, each from the moment in which its message
 * was due, which stands in its body. Thread-safe.
 */
final class Shows {
  private static final long HIGHEST_NANOS = 3_600_000_000_000L;
  private static final int DIGITS = 3;

  private final MonotonicClock clock;
  private final int firstMeasured;
  private final Histogram nanos = new ConcurrentHistogram(HIGHEST_NANOS, DIGITS);
  private final Semaphore shown = new Semaphore(0);
  private final AtomicReference<@Nullable String> failure = new AtomicReference<>();

  /**
   * Nothing was shown yet.
   *
   * @param firstMeasured index of the first message after the warm-up
   */
  Shows(MonotonicClock clock, int firstMeasured) {
    this.clock = clock;
    this.firstMeasured = firstMeasured;
  }

  static byte[] body(int index, long dueNanos) {
    return ByteBuffer.allocate(Bodies.BYTES).putInt(index).putLong(dueNanos).array();
  }

  void shown(byte[] body) {
    long now = clock.nanoTime();
    ByteBuffer content = ByteBuffer.wrap(body);
    int index = content.getInt();
    long latency = now - content.getLong();
    if (index >= firstMeasured) {
      nanos.recordValue(Math.min(HIGHEST_NANOS, Math.max(0, latency)));
    }
    shown.release();
  }

  void fail(String reason) {
    failure.compareAndSet(null, reason);
  }

  /** The first thing that was wrong. */
  @Nullable String failure() {
    return failure.get();
  }

  /**
   * Waits until so many were shown, the warm-up's too; once.
   *
   * @return false if they were not in time
   */
  boolean await(int count, Duration timeout) throws InterruptedException {
    return shown.tryAcquire(count, timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Those that nobody has waited for. */
  int unclaimed() {
    return shown.availablePermits();
  }

  Histogram nanos() {
    return nanos;
  }
}
