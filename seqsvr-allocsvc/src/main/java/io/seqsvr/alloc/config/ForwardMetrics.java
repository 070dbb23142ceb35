package io.seqsvr.alloc.config;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.seqsvr.alloc.grpc.ForwardObserver;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of calls that are passed on, as a metric and log lines. Thread-safe. */
final class ForwardMetrics implements ForwardObserver {
  private static final Logger log = LoggerFactory.getLogger(ForwardMetrics.class);

  private final Map<Outcome, Counter> forwarded = new EnumMap<>(Outcome.class);

  ForwardMetrics(MeterRegistry registry) {
    for (Outcome outcome : Outcome.values()) {
      forwarded.put(
          outcome,
          registry.counter(
              "seqsvr.alloc.forwarded", "outcome", outcome.name().toLowerCase(Locale.ROOT)));
    }
  }

  @Override
  public void onForwarded(Outcome outcome) {
    Counter counter = forwarded.get(outcome);
    if (counter != null) {
      counter.increment();
    }
  }

  @Override
  public void onPeerBarred(String address, RuntimeException why) {
    log.warn("no call is passed on to {}: {}", address, why.getMessage());
  }
}
