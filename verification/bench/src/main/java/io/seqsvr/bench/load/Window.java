package io.seqsvr.bench.load;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.bench.result.Figures;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * The measured time of one measurement: what ends in it counts, whenever it began. It begins with
 * the warm-up when it is made.
 *
 * <p>Thread-safe, no method blocks. Latencies are kept to three digits, up to an hour.
 */
public final class Window {
  private static final long HIGHEST_NANOS = 3_600_000_000_000L;
  private static final int DIGITS = 3;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  private final MonotonicClock clock;
  private final long fromNanos;
  private final long measuredNanos;
  private final Histogram nanos = new ConcurrentHistogram(HIGHEST_NANOS, DIGITS);

  /** Begins now. */
  public Window(MonotonicClock clock, Timing timing) {
    this.clock = clock;
    this.fromNanos = clock.nanoTime() + timing.warmUp().toNanos();
    this.measuredNanos = timing.measured().toNanos();
  }

  /** The clock's reading. */
  public long now() {
    return clock.nanoTime();
  }

  /** Whether something more may begin. */
  public boolean isOpen() {
    return clock.nanoTime() - fromNanos < measuredNanos;
  }

  /** Counts what began at {@code startNanos} and ends now, if now is in the measured time. */
  public void ended(long startNanos) {
    long end = clock.nanoTime();
    long since = end - fromNanos;
    if (since >= 0 && since < measuredNanos) {
      nanos.recordValue(Math.min(HIGHEST_NANOS, Math.max(0, end - startNanos)));
    }
  }

  /** What was counted; when all has ended. */
  public Figures figures(String remark) {
    return figures(nanos, measuredNanos, remark);
  }

  /** Figures of latencies that were counted within a time. */
  public static Figures figures(Histogram nanos, long measuredNanos, String remark) {
    return new Figures(
        nanos.getTotalCount() / (measuredNanos / NANOS_PER_SECOND),
        nanos.getValueAtPercentile(50) / NANOS_PER_MILLI,
        nanos.getValueAtPercentile(99) / NANOS_PER_MILLI,
        nanos.getValueAtPercentile(99.9) / NANOS_PER_MILLI,
        nanos.getMaxValue() / NANOS_PER_MILLI,
        nanos.getTotalCount(),
        remark);
  }
}
