package io.seqsvr.cli.demo.chat;

import io.seqsvr.cli.demo.stage.Latency;
import org.HdrHistogram.Histogram;

/** Latencies and rates of a run. Thread-safe; guarded by {@code this}. */
final class Meter {
  private final Histogram sends = newHistogram();
  private final Histogram endToEnd = newHistogram();
  private final Timeline timeline;
  private long lastAcceptedNanos;

  Meter(long originNanos) {
    this.timeline = new Timeline(originNanos);
    this.lastAcceptedNanos = originNanos;
  }

  synchronized void accepted(long startNanos, long endNanos) {
    sends.recordValue(endNanos - startNanos);
    timeline.accepted(endNanos);
    lastAcceptedNanos = Math.max(lastAcceptedNanos, endNanos);
  }

  synchronized void shown(long atNanos) {
    timeline.shown(atNanos);
  }

  synchronized void delivered(long atNanos, long latencyNanos) {
    endToEnd.recordValue(Math.max(0, latencyNanos));
    timeline.delivered(atNanos, latencyNanos);
  }

  synchronized Latency sendLatency() {
    return Latency.of(sends);
  }

  synchronized Latency endToEndLatency() {
    return Latency.of(endToEnd);
  }

  /** From the origin to the last receipt. */
  synchronized long elapsedNanos() {
    return lastAcceptedNanos - timeline.originNanos();
  }

  /** What happened when; to be read when nothing is added any more. */
  synchronized Timeline timeline() {
    return timeline;
  }

  private static Histogram newHistogram() {
    Histogram histogram = new Histogram(3);
    histogram.setAutoResize(true);
    return histogram;
  }
}
