package io.seqsvr.benchmarks.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** What one look at the clock costs, which the check of a lease contains. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class ClockBenchmark {
  /** The system's monotonic clock. */
  @Benchmark
  public long nanoTime() {
    return System.nanoTime();
  }
}
