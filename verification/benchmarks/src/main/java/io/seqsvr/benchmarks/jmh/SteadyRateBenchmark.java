package io.seqsvr.benchmarks.jmh;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.benchmarks.ids.IdSource;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * How long single calls take that come at a fixed rate, from one thread that waits for each by
 * looking at the clock. Two times are kept of each call: its own, and from the moment in which it
 * was due, which counts the delay that a slow call causes to those behind it.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@State(Scope.Thread)
public class SteadyRateBenchmark {
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** Calls a second. */
  @Param("200000")
  public int rate;

  /** For how long. */
  @Param("4")
  public int seconds;

  private final MonotonicClock clock = MonotonicClock.system();
  private final Histogram own = new Histogram(LONGEST_NANOS, 3);
  private final Histogram sinceDue = new Histogram(LONGEST_NANOS, 3);

  /** Only the last iteration is told. */
  @Setup(Level.Iteration)
  public void reset() {
    own.reset();
    sinceDue.reset();
  }

  /** All calls; returns the last id. */
  @Benchmark
  public long calls(Contest contest, Caller caller) {
    long intervalNanos = TimeUnit.SECONDS.toNanos(1) / rate;
    long calls = (long) rate * seconds;
    long dueNanos = clock.nanoTime();
    long id = IdSource.REFUSED;
    for (long call = 0; call < calls; call++) {
      dueNanos += intervalNanos;
      long sentNanos = clock.nanoTime();
      while (sentNanos - dueNanos < 0) {
        Thread.onSpinWait();
        sentNanos = clock.nanoTime();
      }
      id = caller.next(contest);
      long endNanos = clock.nanoTime();
      own.recordValue(Math.min(LONGEST_NANOS, endNanos - sentNanos));
      sinceDue.recordValue(Math.min(LONGEST_NANOS, endNanos - dueNanos));
    }
    return id;
  }

  /** Leaves the percentiles behind. */
  @TearDown(Level.Trial)
  public void tell() throws IOException {
    Notes.add("p50", own.getValueAtPercentile(50));
    Notes.add("p99", own.getValueAtPercentile(99));
    Notes.add("p9999", own.getValueAtPercentile(99.99));
    Notes.add("max", own.getMaxValue());
    Notes.add("dueP9999", sinceDue.getValueAtPercentile(99.99));
  }
}
