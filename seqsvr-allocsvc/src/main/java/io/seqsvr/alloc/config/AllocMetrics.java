package io.seqsvr.alloc.config;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.seqsvr.alloc.core.AllocObserver;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.Register;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What the allocator does, as metrics and log lines. Labels have few values: never a conversation,
 * a caller or a section.
 *
 * <p>Thread-safe.
 */
final class AllocMetrics implements AllocObserver {
  private static final Logger log = LoggerFactory.getLogger(AllocMetrics.class);

  /** Label of a call to the store that has none of its own, so that labels stay few. */
  private static final String OTHER_CALL = "other";

  private final LongAdder issued = new LongAdder();
  private final Map<ErrorReason, Counter> refused = new EnumMap<>(ErrorReason.class);
  private final Map<Reserved, Timer> reservationTime = new EnumMap<>(Reserved.class);
  private final Map<Reserved, Counter> reservationsRefused = new EnumMap<>(Reserved.class);
  private final Map<String, Counter> storeSilent = new HashMap<>();
  private final Counter sectionsReserved;
  private final Counter countersReservedAhead;
  private final Counter countersReservedLate;
  private final Counter promotions;
  private final Counter promotionsRefused;
  private final Counter rebases;
  private final Counter raised;
  private final Counter snapshotsUnusable;
  private final Counter snapshotsUnwritten;
  private final Counter sectionsAcquired;
  private final Counter sectionsReleased;
  private final Counter straysReleased;
  private final Counter sectionsLost;
  private final Counter sectionsHalted;
  private final Counter coordinationSilent;
  private final Counter renewalsInMark;
  private final Counter renewalsInRow;
  private final Counter fenced;
  private volatile String lastExpired = "";
  private final Counter unexpectedFailures;
  private final AtomicBoolean storeIsSilent = new AtomicBoolean();
  private final AtomicBoolean coordinationIsSilent = new AtomicBoolean();

  /** Set by the first of many sections, which all have the same trouble at the same time. */
  private final AtomicBoolean unusableIsLogged = new AtomicBoolean();

  private final AtomicBoolean unwrittenIsLogged = new AtomicBoolean();

  AllocMetrics(MeterRegistry registry) {
    registry.more().counter("seqsvr.alloc.issued", List.of(), issued);
    for (ErrorReason reason : ErrorReason.values()) {
      refused.put(reason, registry.counter("seqsvr.alloc.refused", "reason", reason.name()));
    }
    for (Reserved kind : Reserved.values()) {
      reservationTime.put(
          kind, registry.timer("seqsvr.alloc.reservation.time", "kind", label(kind)));
      reservationsRefused.put(kind, reservations(registry, kind, "refused"));
    }
    sectionsReserved = reservations(registry, Reserved.SECTION, "granted");
    countersReservedAhead = reservations(registry, Reserved.COUNTER, "ahead");
    countersReservedLate = reservations(registry, Reserved.COUNTER, "late");
    promotions = registry.counter("seqsvr.alloc.promotions");
    promotionsRefused = registry.counter("seqsvr.alloc.promotions.refused");
    rebases = registry.counter("seqsvr.alloc.rebases");
    raised = registry.counter("seqsvr.alloc.raised");
    snapshotsUnusable = registry.counter("seqsvr.alloc.snapshots", "outcome", "unusable");
    snapshotsUnwritten = registry.counter("seqsvr.alloc.snapshots", "outcome", "unwritten");
    sectionsAcquired = registry.counter("seqsvr.alloc.sections", "event", "acquired");
    sectionsReleased = registry.counter("seqsvr.alloc.sections", "event", "released");
    straysReleased = registry.counter("seqsvr.alloc.sections", "event", "stray");
    sectionsLost = registry.counter("seqsvr.alloc.sections", "event", "lost");
    sectionsHalted = registry.counter("seqsvr.alloc.sections", "event", "halted");
    for (String call : List.of("acquire", "reserve", "release", "lease", OTHER_CALL)) {
      storeSilent.put(call, registry.counter("seqsvr.alloc.store.silent", "call", call));
    }
    coordinationSilent = registry.counter("seqsvr.alloc.coordination.silent");
    renewalsInMark = registry.counter("seqsvr.alloc.lease.renewals", "register", "zookeeper");
    renewalsInRow = registry.counter("seqsvr.alloc.lease.renewals", "register", "store");
    fenced = registry.counter("seqsvr.alloc.fenced");
    unexpectedFailures = registry.counter("seqsvr.alloc.unexpected");
  }

  private static Counter reservations(MeterRegistry registry, Reserved kind, String outcome) {
    return registry.counter("seqsvr.alloc.reservations", "kind", label(kind), "outcome", outcome);
  }

  private static String label(Reserved kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void onIssued(long count) {
    issued.add(count);
  }

  @Override
  public void onRefused(ErrorReason reason) {
    increment(refused.get(reason), 1);
  }

  @Override
  public void onReservations(Reserved kind, int granted, int refusedEntries, long tookNanos) {
    // Those of conversations count one by one, when they are used: see onCounterReserved.
    if (kind == Reserved.SECTION) {
      sectionsReserved.increment(granted);
    }
    increment(reservationsRefused.get(kind), refusedEntries);
    Timer timer = reservationTime.get(kind);
    if (timer != null) {
      timer.record(tookNanos, TimeUnit.NANOSECONDS);
    }
    if (storeIsSilent.getAndSet(false)) {
      log.info("the store answers again");
    }
  }

  private static void increment(@Nullable Counter counter, int by) {
    if (counter != null) {
      counter.increment(by);
    }
  }

  @Override
  public void onCounterReserved(boolean promoted, boolean ahead) {
    (ahead ? countersReservedAhead : countersReservedLate).increment();
    if (promoted) {
      promotions.increment();
    }
  }

  @Override
  public void onPromotionRefused(int section) {
    promotionsRefused.increment();
  }

  @Override
  public void onRebased(int section) {
    rebases.increment();
    log.debug("section {} begins anew above its ceiling", section);
  }

  @Override
  public void onRaised() {
    raised.increment();
  }

  @Override
  public void onSnapshotUnusable(int section, String why) {
    snapshotsUnusable.increment();
    if (!unusableIsLogged.getAndSet(true)) {
      log.warn("section {} or more start above their ceilings: {}", section, why);
    }
  }

  @Override
  public void onSnapshotUnwritten(int section, String why) {
    snapshotsUnwritten.increment();
    if (!unwrittenIsLogged.getAndSet(true)) {
      log.warn("section {} or more are given back without their counters: {}", section, why);
    }
  }

  @Override
  public void onStoreSilent(String call, SeqsvrException why) {
    increment(storeSilent.getOrDefault(call, storeSilent.get(OTHER_CALL)), 1);
    if (!storeIsSilent.getAndSet(true)) {
      log.warn("the store does not answer ({}): {}", call, why.getMessage());
    }
  }

  @Override
  public void onSectionsAcquired(int sections) {
    storeIsSilent.set(false);
    unusableIsLogged.set(false);
    sectionsAcquired.increment(sections);
    log.info("acquired {} sections", sections);
  }

  @Override
  public void onSectionsReleased(int sections) {
    unwrittenIsLogged.set(false);
    sectionsReleased.increment(sections);
    log.info("gave {} sections back", sections);
  }

  @Override
  public void onStraysReleased(int sections) {
    straysReleased.increment(sections);
    log.info("gave {} sections back that only the store took for this node's", sections);
  }

  @Override
  public void onSectionsAwaited(int sections, SeqsvrException why) {
    log.warn("{} sections or more wait for their owner before: {}", sections, why.getMessage());
  }

  @Override
  public void onSectionsLost(int sections, String why) {
    sectionsLost.increment(sections);
    log.warn("lost {} sections: {}", sections, why);
  }

  @Override
  public void onSectionHalted(int section, SeqsvrException why) {
    sectionsHalted.increment();
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
    unexpectedFailures.increment();
    log.error("unexpected", unexpected);
  }

  @Override
  public void onLeaseRenewed(boolean inRow) {
    (inRow ? renewalsInRow : renewalsInMark).increment();
    if (!inRow && coordinationIsSilent.getAndSet(false)) {
      log.info("coordination works again");
    }
  }

  @Override
  public void onRegisterSilent(Register register, Throwable why) {
    if (register == Register.ROWS) {
      increment(storeSilent.get("lease"), 1);
    } else {
      coordinationSilent.increment();
      if (!coordinationIsSilent.getAndSet(true)) {
        log.warn("coordination does not answer: {}", why.getMessage());
      }
    }
  }

  @Override
  public void onFenced(NodeIdentity silent) {
    fenced.increment();
    log.warn("ended the lease of {} at {}, which is silent", silent.nodeId(), silent.address());
  }

  @Override
  public void onExpired(NodeIdentity silent) {
    // Again and again, for a node that is cut off from ZooKeeper and renews in the store.
    boolean isNews = !silent.incarnation().equals(lastExpired);
    lastExpired = silent.incarnation();
    log.atLevel(isNews ? Level.INFO : Level.DEBUG)
        .log("marked the lease of {} at {} expired", silent.nodeId(), silent.address());
  }

  @Override
  public void onContested(Register register, NodeIdentity silent) {
    log.debug(
        "the lease of {} at {} has changed in {}, watching it anew",
        silent.nodeId(),
        silent.address(),
        register);
  }

  @Override
  public void onRoutes(long version, int ownSections) {
    log.info("routing table {}: {} sections are this node's", version, ownSections);
  }
}
