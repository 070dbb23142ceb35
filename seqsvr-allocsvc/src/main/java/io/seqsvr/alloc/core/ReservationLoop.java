package io.seqsvr.alloc.core;

import io.seqsvr.alloc.core.AllocObserver.Reserved;
import io.seqsvr.alloc.core.SectionStore.Outcome;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Raises the ceilings of the sections and conversations that ask for it: one call to the store at a
 * time, with all that is due in it, so that each range has at most one reservation under way.
 *
 * <p>The methods of {@link Demands} may be called by any thread and never block. Everything else
 * runs on the loop, which blocks while the store answers.
 */
final class ReservationLoop implements Demands {
  private static final int MAX_BATCH = 500;
  private static final long FIRST_BACKOFF_NANOS = Duration.ofMillis(20).toNanos();
  private static final long MAX_BACKOFF_NANOS = Duration.ofMillis(500).toNanos();

  /** Taken for the time of an answer before the first one. */
  private static final long FIRST_STORE_NANOS = Duration.ofMillis(5).toNanos();

  private final SectionStore store;
  private final Loop loop;
  private final MonotonicClock clock;
  private final AllocObserver observer;
  private final Consumer<Throwable> fatal;
  private final Queue<Section> dueSections = new ConcurrentLinkedQueue<>();
  private final Queue<DueCounter> dueCounters = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private volatile @Nullable ClusterIdentity cluster;

  /** Confined to the loop, as is {@link #storeNanos}. */
  private long backoffNanos = FIRST_BACKOFF_NANOS;

  /** How long the store takes: rises with one slow answer, falls with many fast ones. */
  private long storeNanos = FIRST_STORE_NANOS;

  private record DueCounter(Section section, HotCounter counter) {}

  /**
   * One entry of a call.
   *
   * @param pending whether its outcome is still waited for
   * @param granted what follows on a confirmation
   * @param requeue puts it among what is due
   */
  private record Entry<R>(
      Section section, R wish, BooleanSupplier pending, Runnable granted, Runnable requeue) {}

  ReservationLoop(
      SectionStore store,
      Loop loop,
      MonotonicClock clock,
      AllocObserver observer,
      Consumer<Throwable> fatal) {
    this.store = store;
    this.fatal = fatal;
    this.loop = loop;
    this.clock = clock;
    this.observer = observer;
  }

  /** The cluster is known; before that no section can have been acquired. */
  void start(ClusterIdentity identity) {
    cluster = identity;
  }

  @Override
  public void rebase(Section section) {
    dueSections.add(section);
    schedule(0);
  }

  @Override
  public void reserve(Section section, HotCounter counter) {
    dueCounters.add(new DueCounter(section, counter));
    schedule(0);
  }

  private void schedule(long delayNanos) {
    if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
      loop.after(delayNanos, this::run);
    }
  }

  private void run() {
    boolean done = false;
    try {
      done = reserveOnce();
    } catch (RuntimeException e) {
      observer.onUnexpected(e);
    } finally {
      backoffNanos = done ? FIRST_BACKOFF_NANOS : Math.min(2 * backoffNanos, MAX_BACKOFF_NANOS);
      scheduled.set(false);
      if (!dueSections.isEmpty() || !dueCounters.isEmpty()) {
        schedule(done ? 0 : backoffNanos);
      }
    }
  }

  /** Whether there is nothing to be repeated, which needs a pause. */
  private boolean reserveOnce() {
    ClusterIdentity identity = cluster;
    if (identity == null) {
      return true;
    }
    // Both are sent even if one is not answered: what is due must not wait for the other kind.
    boolean counters =
        send(
            Reserved.COUNTER, takeDueCounters(), wishes -> store.reserveCounters(identity, wishes));
    boolean sections =
        send(Reserved.SECTION, takeDueSections(), wishes -> store.reserve(identity, wishes));
    return counters && sections;
  }

  /**
   * What is due, each once in a call: it can have been lost, regained and queued again meanwhile,
   * and then is due again.
   */
  private List<Entry<Reservation>> takeDueSections() {
    List<Entry<Reservation>> entries = new ArrayList<>();
    Set<Section> taken = new HashSet<>();
    List<Section> twice = new ArrayList<>();
    while (entries.size() < MAX_BATCH) {
      Section section = dueSections.poll();
      if (section == null) {
        break;
      }
      if (!taken.add(section)) {
        twice.add(section);
      } else {
        section
            .beginReservation()
            .ifPresent(
                wish ->
                    entries.add(
                        new Entry<>(
                            section,
                            wish,
                            () -> section.isPending(wish),
                            () -> section.onReserved(wish),
                            () -> dueSections.add(section))));
      }
    }
    dueSections.addAll(twice);
    return entries;
  }

  private List<Entry<CounterReservation>> takeDueCounters() {
    List<Entry<CounterReservation>> entries = new ArrayList<>();
    Set<HotCounter> taken = new HashSet<>();
    List<DueCounter> twice = new ArrayList<>();
    while (entries.size() < MAX_BATCH) {
      DueCounter due = dueCounters.poll();
      if (due == null) {
        break;
      }
      Section section = due.section();
      HotCounter counter = due.counter();
      if (!taken.add(counter)) {
        twice.add(due);
      } else {
        section
            .beginReservation(counter, storeNanos)
            .ifPresent(
                wish ->
                    entries.add(
                        new Entry<>(
                            section,
                            wish,
                            () -> section.isPending(counter, wish),
                            () -> section.onReserved(counter, wish, storeNanos),
                            () -> dueCounters.add(due))));
      }
    }
    dueCounters.addAll(twice);
    return entries;
  }

  /** Whether there is nothing to be repeated. */
  private <R> boolean send(Reserved kind, List<Entry<R>> entries, SendCall<R> call) {
    if (entries.isEmpty()) {
      return true;
    }
    long sentNanos = clock.nanoTime();
    try {
      List<Outcome<R>> outcomes = call.send(entries.stream().map(Entry::wish).toList());
      long tookNanos = clock.nanoTime() - sentNanos;
      storeNanos = Math.max(tookNanos, storeNanos - storeNanos / 8);
      return apply(kind, entries, outcomes, tookNanos);
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
    entries.forEach(ReservationLoop::repeat);
    return false;
  }

  /** A call to the store with all wishes of one kind. */
  private interface SendCall<R> {
    List<Outcome<R>> send(List<R> wishes);
  }

  private static <R> void repeat(Entry<R> entry) {
    if (entry.pending().getAsBoolean()) {
      entry.section().onStoreSilent();
      entry.requeue().run();
    }
  }

  private <R> boolean apply(
      Reserved kind, List<Entry<R>> entries, List<Outcome<R>> outcomes, long tookNanos) {
    int granted = 0;
    boolean again = false;
    for (int i = 0; i < entries.size(); i++) {
      Entry<R> entry = entries.get(i);
      SeqsvrException refusal = outcomes.get(i).refusal();
      if (refusal == null) {
        granted++;
        entry.granted().run();
      } else if (refusal.reason().isRetryable() && refusal.reason() != ErrorReason.NOT_OWNER) {
        repeat(entry);
        again = true;
      } else if (entry.pending().getAsBoolean()) {
        stop(entry.section(), refusal);
      }
    }
    observer.onReservations(kind, granted, entries.size() - granted, tookNanos);
    return !again;
  }

  /** Another epoch has the section, or the store cannot be trusted with it. */
  private void stop(Section section, SeqsvrException refusal) {
    if (refusal.reason() == ErrorReason.NOT_OWNER) {
      section.onReservationRefused();
      observer.onSectionsLost(1, refusal.getMessage());
    } else {
      section.onHalted(refusal);
      observer.onSectionHalted(section.id(), refusal);
    }
  }
}
