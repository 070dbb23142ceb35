package io.seqsvr.store.grpc;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.seqsvr.store.core.EntryResult;
import java.util.List;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * What the store tells about itself. Labels are call names and reasons of the closed set, nothing
 * that grows with use. Thread-safe.
 *
 * <ul>
 *   <li>{@code seqsvr.store.calls} (timer; {@code call}, {@code outcome}): calls, from their
 *       arrival to their answer
 *   <li>{@code seqsvr.store.entries} (counter; {@code call}, {@code outcome}): entries of answered
 *       batches of changes
 *   <li>{@code seqsvr.store.queued}, {@code seqsvr.store.running} (gauges): calls that wait for a
 *       worker, calls that have one
 * </ul>
 */
public final class StoreMetrics {
  private static final String OK = "OK";

  private final MeterRegistry registry;

  public StoreMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void watch(ThreadPoolExecutor workers) {
    registry.gauge("seqsvr.store.queued", workers, w -> w.getQueue().size());
    registry.gauge("seqsvr.store.running", workers, ThreadPoolExecutor::getActiveCount);
  }

  Timer.Sample start() {
    return Timer.start(registry);
  }

  void finish(Timer.Sample sample, String call, String outcome) {
    sample.stop(registry.timer("seqsvr.store.calls", "call", call, "outcome", outcome));
  }

  void countEntries(String call, List<? extends EntryResult> results) {
    for (EntryResult result : results) {
      String outcome = result.refusal().map(r -> r.reason().name()).orElse(OK);
      registry.counter("seqsvr.store.entries", "call", call, "outcome", outcome).increment();
    }
  }
}
