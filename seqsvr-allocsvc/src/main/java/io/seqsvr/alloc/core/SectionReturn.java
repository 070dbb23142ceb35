package io.seqsvr.alloc.core;

import io.seqsvr.alloc.core.SectionStore.Chunk;
import io.seqsvr.alloc.core.SectionStore.Outcome;
import io.seqsvr.alloc.core.SectionStore.Surrender;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cluster.core.ClusterIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Gives sections back: closes their counters, stores them as snapshots, and releases the rows, so
 * that the next owners go on exactly where these counters stood. Group by group; the sections of
 * later groups serve meanwhile.
 *
 * <p>Whatever fails costs a bounded jump and nothing else: a section whose snapshot could not be
 * stored is released without one, one whose release has no answer is given up. What the store may
 * have done without saying so is only ever repeated as it was.
 *
 * <p>Confined to one thread, which blocks while the store answers.
 */
final class SectionReturn {
  /** Bounds the snapshots that are in memory at a time, and how long a section is closed. */
  static final int MAX_GROUP = 64;

  /** A call that gets no answer is repeated once, because then it goes to another store. */
  private static final int TRIES = 2;

  /** No call begins later than this after the first. */
  static final Duration TIME_LIMIT = Duration.ofSeconds(15);

  private final SectionStore store;
  private final MonotonicClock clock;
  private final AllocObserver observer;

  /**
   * A section that is closed.
   *
   * @param snapshot its counters, as they are stored
   */
  private record Closed(Section section, long epoch, SnapshotCodec.Encoded snapshot) {}

  /**
   * What became of the snapshots of a group.
   *
   * @param answered whether the store answers
   * @param missing why a section has none, by section
   */
  private record Written(boolean answered, Map<Integer, String> missing) {}

  SectionReturn(SectionStore store, MonotonicClock clock, AllocObserver observer) {
    this.store = store;
    this.clock = clock;
    this.observer = observer;
  }

  /**
   * Gives back what is SERVING, until the store is silent or the time is over; the rest stays as it
   * is.
   */
  void giveBack(ClusterIdentity cluster, List<Section> sections) {
    long deadlineNanos = clock.nanoTime() + TIME_LIMIT.toNanos();
    int released = 0;
    for (int from = 0; from < sections.size(); from += MAX_GROUP) {
      List<Closed> closed =
          close(sections.subList(from, Math.min(from + MAX_GROUP, sections.size())));
      Optional<Integer> answered =
          closed.isEmpty() ? Optional.of(0) : giveBackGroup(cluster, closed, deadlineNanos);
      closed.forEach(one -> one.section().onLost());
      if (answered.isEmpty()) {
        break;
      }
      released += answered.get();
    }
    observer.onSectionsReleased(released);
  }

  private List<Closed> close(List<Section> group) {
    List<Closed> closed = new ArrayList<>();
    for (Section section : group) {
      SectionState.Ownership owned = section.state().ownership();
      if (section.state().phase() == SectionPhase.SERVING && owned != null) {
        try {
          SnapshotCodec.Encoded snapshot =
              SnapshotCodec.encode(section.id(), owned.epoch(), section.onDraining());
          closed.add(new Closed(section, owned.epoch(), snapshot));
        } catch (IllegalStateException e) {
          // The thread that reserves has lost the section this instant.
          observer.onUnexpected(e);
        }
      }
    }
    return closed;
  }

  /** How many sections the store has taken back; empty if it does not answer. */
  private Optional<Integer> giveBackGroup(
      ClusterIdentity cluster, List<Closed> closed, long deadlineNanos) {
    Written written = write(cluster, closed, deadlineNanos);
    List<Surrender> surrenders = new ArrayList<>();
    for (Closed one : closed) {
      int section = one.section().id();
      String why = written.missing().get(section);
      if (why != null) {
        observer.onSnapshotUnwritten(section, why);
      }
      surrenders.add(
          new Surrender(section, one.epoch(), why == null ? one.snapshot().seal() : null));
    }
    int tries = written.answered() ? TRIES : 1;
    return release(cluster, surrenders, tries, deadlineNanos)
        .flatMap(
            outcomes -> {
              List<Surrender> bare = withoutRefusedSeals(surrenders, outcomes);
              return bare.isEmpty()
                  ? Optional.of(granted(outcomes))
                  : release(cluster, bare, TRIES, deadlineNanos)
                      .map(again -> granted(outcomes) + granted(again));
            });
  }

  private Written write(ClusterIdentity cluster, List<Closed> closed, long deadlineNanos) {
    List<Chunk> chunks = closed.stream().flatMap(one -> one.snapshot().chunks().stream()).toList();
    Map<Integer, String> missing = new HashMap<>();
    if (chunks.isEmpty()) {
      return new Written(true, missing);
    }
    Optional<List<Outcome<Chunk>>> outcomes =
        answered(
            "write-snapshots", TRIES, deadlineNanos, () -> store.writeSnapshots(cluster, chunks));
    for (int i = 0; i < chunks.size(); i++) {
      SeqsvrException refusal = outcomes.isEmpty() ? null : outcomes.get().get(i).refusal();
      if (outcomes.isEmpty()) {
        missing.put(chunks.get(i).section(), "the store does not answer");
      } else if (refusal != null) {
        missing.put(chunks.get(i).section(), refusal.getMessage());
      }
    }
    return new Written(outcomes.isPresent(), missing);
  }

  /** The sections that the store would take back but for their snapshots, now without these. */
  private List<Surrender> withoutRefusedSeals(
      List<Surrender> surrenders, List<Outcome<Long>> outcomes) {
    List<Surrender> bare = new ArrayList<>();
    for (int i = 0; i < surrenders.size(); i++) {
      Surrender surrender = surrenders.get(i);
      SeqsvrException refusal = outcomes.get(i).refusal();
      if (refusal != null
          && refusal.reason() == ErrorReason.INVALID_ARGUMENT
          && surrender.snapshot() != null) {
        observer.onSnapshotUnwritten(surrender.section(), refusal.getMessage());
        bare.add(new Surrender(surrender.section(), surrender.epoch(), null));
      }
    }
    return bare;
  }

  private Optional<List<Outcome<Long>>> release(
      ClusterIdentity cluster, List<Surrender> surrenders, int tries, long deadlineNanos) {
    return answered("release", tries, deadlineNanos, () -> store.release(cluster, surrenders));
  }

  private static int granted(List<Outcome<Long>> outcomes) {
    return (int) outcomes.stream().filter(outcome -> outcome.value() != null).count();
  }

  private <T> Optional<T> answered(String name, int tries, long deadlineNanos, Supplier<T> call) {
    for (int i = 0; i < tries && clock.nanoTime() - deadlineNanos < 0; i++) {
      try {
        return Optional.of(call.get());
      } catch (SeqsvrException e) {
        observer.onStoreSilent(name, e);
      }
    }
    return Optional.empty();
  }
}
