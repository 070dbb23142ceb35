package io.seqsvr.bench.result;

/**
 * What one measurement gave.
 *
 * @param perSecond finished in the measured time, a second of it
 * @param p50Millis half of them took at most this
 * @param p99Millis 99 of 100
 * @param p999Millis 999 of 1000
 * @param maxMillis the longest
 * @param samples how many were measured
 * @param remark what a reader has to know; empty if nothing
 */
public record Figures(
    double perSecond,
    double p50Millis,
    double p99Millis,
    double p999Millis,
    double maxMillis,
    long samples,
    String remark) {}
