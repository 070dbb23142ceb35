package io.seqsvr.alloc.core;

import io.seqsvr.alloc.core.SectionStore.Outcome;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cluster.core.ClusterIdentity;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Raises the ceilings of the sections that ask for it: one call to the store at a time, with all
 * sections that are due in it, so that each section has at most one reservation under way.
 *
 * <p>{@link #demand} may be called by any thread and never blocks. Everything else runs on the
 * executor's one thread, which blocks while the store answers.
 */
final class ReservationLoop {
  private static final int MAX_BATCH = 500;
  private static final long FIRST_BACKOFF_NANOS = Duration.ofMillis(20).toNanos();
  private static final long MAX_BACKOFF_NANOS = Duration.ofMillis(500).toNanos();

  private final SectionStore store;
  private final ScheduledExecutorService executor;
  private final MonotonicClock clock;
  private final AllocObserver observer;
  private final Consumer<Throwable> fatal;
  private final Queue<Section> due = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private volatile @Nullable ClusterIdentity cluster;
  private long backoffNanos = FIRST_BACKOFF_NANOS;

  ReservationLoop(
      SectionStore store,
      ScheduledExecutorService executor,
      MonotonicClock clock,
      AllocObserver observer,
      Consumer<Throwable> fatal) {
    this.store = store;
    this.fatal = fatal;
    this.executor = executor;
    this.clock = clock;
    this.observer = observer;
  }

  /** The cluster is known; before that no section can have been acquired. */
  void start(ClusterIdentity identity) {
    cluster = identity;
  }

  /** A section wants a reservation. */
  void demand(Section section) {
    due.add(section);
    schedule(0);
  }

  private void schedule(long delayNanos) {
    if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
      try {
        var unused = executor.schedule(this::run, delayNanos, TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException e) {
        observer.onStoreSilent(
            "reserve", SeqsvrException.of(ErrorReason.STORE_UNAVAILABLE, "the node is closing"));
      }
    }
  }

  private void run() {
    boolean answered = false;
    try {
      answered = reserveOnce();
    } finally {
      backoffNanos = answered ? FIRST_BACKOFF_NANOS : Math.min(2 * backoffNanos, MAX_BACKOFF_NANOS);
      scheduled.set(false);
      if (!due.isEmpty()) {
        schedule(answered ? 0 : backoffNanos);
      }
    }
  }

  /** Whether the store answered. */
  private boolean reserveOnce() {
    ClusterIdentity identity = cluster;
    Map<Section, Reservation> batch = takeDue();
    if (identity == null || batch.isEmpty()) {
      return true;
    }
    long sentNanos = clock.nanoTime();
    try {
      List<Outcome<Reservation>> outcomes = store.reserve(identity, List.copyOf(batch.values()));
      apply(batch, outcomes, clock.nanoTime() - sentNanos);
      return true;
    } catch (SeqsvrException e) {
      observer.onStoreSilent("reserve", e);
      if (e.reason() == ErrorReason.CLUSTER_MISMATCH) {
        fatal.accept(e);
      }
    } catch (Throwable e) {
      observer.onUnexpected(e);
      if (e instanceof Error) {
        fatal.accept(e);
      }
    }
    batch.forEach(this::repeat);
    return false;
  }

  /** What is due, each section once: it can have been lost, regained and queued again meanwhile. */
  private Map<Section, Reservation> takeDue() {
    Map<Section, Reservation> batch = new LinkedHashMap<>();
    while (batch.size() < MAX_BATCH) {
      Section section = due.poll();
      if (section == null) {
        break;
      }
      section.beginReservation().ifPresent(reservation -> batch.put(section, reservation));
    }
    return batch;
  }

  private void repeat(Section section, Reservation reservation) {
    if (section.isPending(reservation)) {
      section.onStoreSilent();
      due.add(section);
    }
  }

  private void apply(
      Map<Section, Reservation> batch, List<Outcome<Reservation>> outcomes, long tookNanos) {
    int granted = 0;
    int index = 0;
    for (Map.Entry<Section, Reservation> sent : batch.entrySet()) {
      Section section = sent.getKey();
      SeqsvrException refusal = outcomes.get(index++).refusal();
      if (refusal == null) {
        granted++;
        section.onReserved(sent.getValue());
      } else if (refusal.reason() == ErrorReason.NOT_OWNER) {
        section.onReservationRefused(sent.getValue());
        observer.onSectionsLost(1, refusal.getMessage());
      } else if (refusal.reason().isRetryable()) {
        repeat(section, sent.getValue());
      } else if (section.isPending(sent.getValue())) {
        section.onHalted(refusal);
        observer.onSectionHalted(section.id(), refusal);
      }
    }
    observer.onReservations(granted, batch.size() - granted, tookNanos);
  }
}
