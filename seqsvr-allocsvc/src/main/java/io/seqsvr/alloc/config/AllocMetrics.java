package io.seqsvr.alloc.config;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.seqsvr.alloc.core.AllocObserver;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the allocator does, as metrics and log lines. Labels have few values: never a conversation,
 * a caller or a section.
 *
 * <p>Thread-safe.
 */
final class AllocMetrics implements AllocObserver {
  private static final Logger log = LoggerFactory.getLogger(AllocMetrics.class);

  private final LongAdder issued = new LongAdder();
  private final Map<ErrorReason, Counter> refused = new EnumMap<>(ErrorReason.class);
  private final Counter reservationsGranted;
  private final Counter reservationsRefused;
  private final Counter storeSilent;
  private final Counter coordinationSilent;
  private final Timer reservationTime;
  private final AtomicBoolean storeIsSilent = new AtomicBoolean();
  private final AtomicBoolean coordinationIsSilent = new AtomicBoolean();

  AllocMetrics(MeterRegistry registry) {
    registry.more().counter("seqsvr.alloc.issued", java.util.List.of(), issued);
    for (ErrorReason reason : ErrorReason.values()) {
      refused.put(reason, registry.counter("seqsvr.alloc.refused", "reason", reason.name()));
    }
    reservationsGranted = registry.counter("seqsvr.alloc.reservations", "outcome", "granted");
    reservationsRefused = registry.counter("seqsvr.alloc.reservations", "outcome", "refused");
    storeSilent = registry.counter("seqsvr.alloc.store.silent");
    coordinationSilent = registry.counter("seqsvr.alloc.coordination.silent");
    reservationTime = registry.timer("seqsvr.alloc.reservation.time");
  }

  @Override
  public void onIssued(long count) {
    issued.add(count);
  }

  @Override
  public void onRefused(ErrorReason reason) {
    Counter counter = refused.get(reason);
    if (counter != null) {
      counter.increment();
    }
  }

  @Override
  public void onReservations(Reserved kind, int granted, int refusedEntries, long tookNanos) {
    reservationsGranted.increment(granted);
    reservationsRefused.increment(refusedEntries);
    reservationTime.record(tookNanos, TimeUnit.NANOSECONDS);
    if (storeIsSilent.getAndSet(false)) {
      log.info("the store answers again");
    }
  }

  @Override
  public void onCounterReserved(boolean promoted, boolean ahead) {}

  @Override
  public void onPromotionRefused(int section) {}

  @Override
  public void onRebased(int section) {}

  @Override
  public void onRaised() {}

  @Override
  public void onSnapshotUnusable(int section, String why) {}

  @Override
  public void onSnapshotUnwritten(int section, String why) {}

  @Override
  public void onStoreSilent(String call, SeqsvrException why) {
    storeSilent.increment();
    if (!storeIsSilent.getAndSet(true)) {
      log.warn("the store does not answer ({}): {}", call, why.getMessage());
    }
  }

  @Override
  public void onSectionsAcquired(int sections) {
    storeIsSilent.set(false);
    log.info("acquired {} sections", sections);
  }

  @Override
  public void onSectionsReleased(int sections) {
    log.info("gave {} sections back", sections);
  }

  @Override
  public void onSectionsLost(int sections, String why) {
    log.warn("lost {} sections: {}", sections, why);
  }

  @Override
  public void onSectionHalted(int section, SeqsvrException why) {
    log.error("section {} stopped for good: {} {}", section, why.reason(), why.getMessage());
  }

  @Override
  public void onCoordinationSilent(Exception why) {
    coordinationSilent.increment();
    if (!coordinationIsSilent.getAndSet(true)) {
      log.warn("coordination failed, will go on trying", why);
    }
  }

  @Override
  public void onUnexpected(Throwable unexpected) {
    log.error("unexpected", unexpected);
  }

  @Override
  public void onCoordinationAnswers() {
    if (coordinationIsSilent.getAndSet(false)) {
      log.info("coordination works again");
    }
  }

  @Override
  public void onRoutes(long version, int ownSections) {
    log.info("routing table {}: {} sections are this node's", version, ownSections);
  }
}
