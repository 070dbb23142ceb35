package io.seqsvr.cli.demo.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What happened when, in slices of equal width. When a run outgrows its slices, two become one and
 * the width doubles: memory is bounded however long it takes. Not thread-safe.
 */
final class Timeline {
  /** Most slices; even. */
  static final int SLICES = 480;

  private static final long NANOS_PER_MICRO = 1_000;

  private final long originNanos;
  private long widthNanos = Duration.ofMillis(250).toNanos();
  private final List<Slice> slices = new ArrayList<>();

  Timeline(long originNanos) {
    this.originNanos = originNanos;
  }

  /** One span of time. */
  static final class Slice {
    private final Histogram endToEndMicros = newHistogram();
    private long accepted;
    private long shown;

    long accepted() {
      return accepted;
    }

    long shown() {
      return shown;
    }

    /** Whether a latency was recorded in it. */
    boolean hasLatency() {
      return endToEndMicros.getTotalCount() > 0;
    }

    /** End-to-end latency at a percentile; 0 if there is none. */
    long endToEndNanos(double percentile) {
      return endToEndMicros.getValueAtPercentile(percentile) * NANOS_PER_MICRO;
    }

    private void add(Slice other) {
      accepted += other.accepted;
      shown += other.shown;
      endToEndMicros.add(other.endToEndMicros);
    }

    private static Histogram newHistogram() {
      Histogram histogram = new Histogram(2);
      histogram.setAutoResize(true);
      return histogram;
    }
  }

  void accepted(long atNanos) {
    slice(atNanos).accepted++;
  }

  void shown(long atNanos) {
    slice(atNanos).shown++;
  }

  /** A message was shown so long after its send began. */
  void delivered(long atNanos, long latencyNanos) {
    slice(atNanos).endToEndMicros.recordValue(Math.max(0, latencyNanos) / NANOS_PER_MICRO);
  }

  long originNanos() {
    return originNanos;
  }

  long widthNanos() {
    return widthNanos;
  }

  /** From the origin to the last one in which something happened. */
  List<Slice> slices() {
    return List.copyOf(slices);
  }

  private Slice slice(long atNanos) {
    long index = Math.max(0, atNanos - originNanos) / widthNanos;
    while (index >= SLICES) {
      halve();
      index /= 2;
    }
    while (slices.size() <= index) {
      slices.add(new Slice());
    }
    return slices.get((int) index);
  }

  private void halve() {
    int halves = (slices.size() + 1) / 2;
    for (int i = 0; i < halves; i++) {
      Slice merged = slices.get(2 * i);
      if (2 * i + 1 < slices.size()) {
        merged.add(slices.get(2 * i + 1));
      }
      slices.set(i, merged);
    }
    slices.subList(halves, slices.size()).clear();
    widthNanos *= 2;
  }
}
