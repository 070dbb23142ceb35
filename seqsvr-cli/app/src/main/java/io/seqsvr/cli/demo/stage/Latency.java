package io.seqsvr.cli.demo.stage;

import org.HdrHistogram.Histogram;

/**
 * How long calls took.
 *
 * @param calls how many
 * @param p50Nanos half of them took at most this; 0 if there are none, as below
 * @param p99Nanos 99 of 100
 * @param p999Nanos 999 of 1000
 * @param maxNanos the longest
 */
public record Latency(long calls, long p50Nanos, long p99Nanos, long p999Nanos, long maxNanos) {
  /** The figures of a histogram of nanoseconds. */
  public static Latency of(Histogram nanos) {
    return new Latency(
        nanos.getTotalCount(),
        nanos.getValueAtPercentile(50),
        nanos.getValueAtPercentile(99),
        nanos.getValueAtPercentile(99.9),
        nanos.getMaxValue());
  }
}
