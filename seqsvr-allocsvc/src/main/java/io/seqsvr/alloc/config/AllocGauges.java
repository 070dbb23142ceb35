package io.seqsvr.alloc.config;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.seqsvr.alloc.core.AllocStats;
import io.seqsvr.api.time.MonotonicClock;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * How full the node is, as gauges. A look at it costs a look at every hot counter, so all gauges of
 * one reading share one look.
 *
 * <p>Thread-safe; {@code seen} is one immutable value. Readers at the same time may look twice.
 */
final class AllocGauges implements MeterBinder {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  private final Supplier<AllocStats> source;
  private final LongSupplier leaseRemainingNanos;
  private final MonotonicClock clock;
  private volatile Seen seen;

  private record Seen(AllocStats stats, long atNanos) {}

  /**
   * Gauges of one node.
   *
   * @param leaseRemainingNanos how long the node may serve without another renewal
   */
  AllocGauges(Supplier<AllocStats> source, LongSupplier leaseRemainingNanos, MonotonicClock clock) {
    this.source = source;
    this.leaseRemainingNanos = leaseRemainingNanos;
    this.clock = clock;
    this.seen = look();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder(
            "seqsvr.alloc.lease.remaining.seconds",
            this,
            gauges -> gauges.leaseRemainingNanos.getAsLong() / NANOS_PER_SECOND)
        .register(registry);
    gauge(registry, "seqsvr.alloc.conversations", AllocStats::conversations);
    gauge(registry, "seqsvr.alloc.slots", AllocStats::slots);
    gauge(registry, "seqsvr.alloc.hot.counters", AllocStats::hotCounters);
    gauge(registry, "seqsvr.alloc.reserved.unissued", AllocStats::reservedNotIssuedSeqs);
  }

  private void gauge(MeterRegistry registry, String name, ToLongFunction<AllocStats> value) {
    Gauge.builder(name, this, gauges -> value.applyAsLong(gauges.stats())).register(registry);
  }

  private AllocStats stats() {
    Seen latest = seen;
    if (clock.nanoTime() - latest.atNanos() >= FRESH_NANOS) {
      latest = look();
      seen = latest;
    }
    return latest.stats();
  }

  private Seen look() {
    return new Seen(source.get(), clock.nanoTime());
  }
}
