package io.seqsvr.benchmarks.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** How many ids a second all callers get together, as fast as they can ask. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class NextBenchmark {
  /** One id a call. */
  @Benchmark
  public long single(Contest contest, Caller caller) {
    return caller.next(contest);
  }

  /** The next id of 100 conversations a call; counted in ids. */
  @Benchmark
  @OperationsPerInvocation(Caller.BATCH)
  public long[] batch(Contest contest, Caller caller) {
    return caller.nextOfEach(contest);
  }
}
