package io.seqsvr.alloc.core;

import io.seqsvr.alloc.core.SectionStore.Outcome;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cluster.core.ClusterIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private final Queue<Section> due = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private volatile @Nullable ClusterIdentity cluster;
  private long backoffNanos = FIRST_BACKOFF_NANOS;

  ReservationLoop(
      SectionStore store,
      ScheduledExecutorService executor,
      MonotonicClock clock,
      AllocObserver observer) {
    this.store = store;
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
    List<Section> sections = new ArrayList<>();
    List<Reservation> reservations = new ArrayList<>();
    for (Section section = due.poll(); section != null; section = due.poll()) {
      Section wanting = section;
      wanting
          .beginReservation()
          .ifPresent(
              reservation -> {
                sections.add(wanting);
                reservations.add(reservation);
              });
      if (sections.size() == MAX_BATCH) {
        break;
      }
    }
    if (identity == null || sections.isEmpty()) {
      return true;
    }
    long sentNanos = clock.nanoTime();
    List<Outcome<Reservation>> outcomes;
    try {
      outcomes = store.reserve(identity, reservations);
    } catch (SeqsvrException e) {
      observer.onStoreSilent("reserve", e);
      for (Section section : sections) {
        section.onStoreSilent();
        due.add(section);
      }
      return false;
    }
    apply(sections, reservations, outcomes, clock.nanoTime() - sentNanos);
    return true;
  }

  private void apply(
      List<Section> sections,
      List<Reservation> reservations,
      List<Outcome<Reservation>> outcomes,
      long tookNanos) {
    int granted = 0;
    for (int i = 0; i < sections.size(); i++) {
      Section section = sections.get(i);
      SeqsvrException refusal = outcomes.get(i).refusal();
      if (refusal == null) {
        granted++;
        section.onReserved(reservations.get(i));
      } else if (refusal.reason() == ErrorReason.NOT_OWNER) {
        section.onReservationRefused(reservations.get(i));
        observer.onSectionsLost(1, refusal.getMessage());
      } else if (refusal.reason().isRetryable()) {
        section.onStoreSilent();
        due.add(section);
      } else {
        section.onHalted(refusal);
        observer.onSectionHalted(section.id(), refusal);
      }
    }
    observer.onReservations(granted, sections.size() - granted, tookNanos);
  }
}
