package io.seqsvr.alloc.core;

import io.seqsvr.alloc.core.SectionStore.Acquired;
import io.seqsvr.alloc.core.SectionStore.Acquisition;
import io.seqsvr.alloc.core.SectionStore.Outcome;
import io.seqsvr.alloc.core.SectionStore.Surrender;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.NodeLease;
import io.seqsvr.cluster.core.RandomId;
import io.seqsvr.cluster.core.RoutingTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the sections of this node those that the routing table gives it: acquires what is missing,
 * drops what has moved, gives all back at the end.
 *
 * <p>Confined to one thread, which blocks while the store answers.
 */
final class SectionKeeper {
  private static final int MAX_BATCH = 512;

  private final List<Section> sections;
  private final SectionStore store;
  private final AllocSettings settings;
  private final AllocObserver observer;

  /** Acquisitions without an answer yet, by section: they are repeated as they were. */
  private final Map<Integer, Acquisition> unanswered = new HashMap<>();

  SectionKeeper(
      List<Section> sections, SectionStore store, AllocSettings settings, AllocObserver observer) {
    this.sections = sections;
    this.store = store;
    this.settings = settings;
    this.observer = observer;
  }

  /**
   * Acquires and drops until the sections are those of the table.
   *
   * @throws SeqsvrException STORE_UNAVAILABLE; call again soon
   */
  void reconcile(RoutingTable routes, NodeIdentity self, NodeLease lease) {
    dropMoved(routes, self);
    List<Section> missing = new ArrayList<>();
    for (Section section : sections) {
      SectionState state = section.state();
      boolean wanted = routes.isOwner(self.incarnation(), section.id()) && state.halted() == null;
      boolean idle = state.phase() == SectionPhase.UNOWNED || state.phase() == SectionPhase.LOADING;
      if (wanted && idle) {
        missing.add(section);
      }
      if (missing.size() == MAX_BATCH) {
        load(routes.cluster(), self, lease, missing);
        missing.clear();
      }
    }
    if (!missing.isEmpty()) {
      load(routes.cluster(), self, lease, missing);
    }
  }

  /** Drops everything at once: the lease is over. */
  void dropAll(String why) {
    unanswered.clear();
    int lost = 0;
    for (Section section : sections) {
      if (section.state().phase() != SectionPhase.UNOWNED) {
        section.onLost();
        lost++;
      }
    }
    if (lost > 0) {
      observer.onSectionsLost(lost, why);
    }
  }

  /** Closes every section and gives it back to the store. */
  void releaseAll(ClusterIdentity cluster) {
    List<Surrender> surrenders = new ArrayList<>();
    for (Section section : sections) {
      if (section.state().phase() == SectionPhase.SERVING) {
        var unused = section.onDraining();
        SectionState.Ownership owned = section.state().ownership();
        if (owned != null) {
          surrenders.add(new Surrender(section.id(), owned.epoch(), null));
        }
      }
    }
    for (int from = 0; from < surrenders.size(); from += MAX_BATCH) {
      store.release(
          cluster, surrenders.subList(from, Math.min(from + MAX_BATCH, surrenders.size())));
    }
    surrenders.forEach(surrender -> sections.get(surrender.section()).onLost());
    observer.onSectionsReleased(surrenders.size());
  }

  /** Whether every section that the table gives to this node is served, or halted for good. */
  boolean isComplete(RoutingTable routes, NodeIdentity self) {
    return sections.stream()
        .filter(section -> routes.isOwner(self.incarnation(), section.id()))
        .map(Section::state)
        .allMatch(state -> state.phase() == SectionPhase.SERVING || state.halted() != null);
  }

  private void dropMoved(RoutingTable routes, NodeIdentity self) {
    int lost = 0;
    for (Section section : sections) {
      if (section.state().phase() != SectionPhase.UNOWNED
          && !routes.isOwner(self.incarnation(), section.id())) {
        section.onLost();
        unanswered.remove(section.id());
        lost++;
      }
    }
    if (lost > 0) {
      observer.onSectionsLost(lost, "the routing table gives them to another node");
    }
  }

  private void load(
      ClusterIdentity cluster, NodeIdentity self, NodeLease lease, List<Section> missing) {
    Map<Integer, Section> wanted = new HashMap<>();
    missing.forEach(section -> wanted.put(section.id(), section));
    List<Acquisition> acquisitions = new ArrayList<>();
    int first = missing.get(0).id();
    int last = missing.get(missing.size() - 1).id();
    for (SectionStore.Row row : store.inspect(cluster, first, last)) {
      Section section = wanted.get(row.section());
      if (section != null) {
        acquisitions.add(unanswered.computeIfAbsent(row.section(), id -> begin(section, row)));
      }
    }
    List<Outcome<Acquired>> outcomes =
        store.acquire(cluster, self.incarnation(), settings.reserve().step(), acquisitions);
    int acquired = 0;
    for (int i = 0; i < acquisitions.size(); i++) {
      Acquisition acquisition = acquisitions.get(i);
      unanswered.remove(acquisition.section());
      Section section = sections.get(acquisition.section());
      Acquired granted = outcomes.get(i).value();
      if (granted != null) {
        section.onAcquired(acquisition.attemptId(), lease, granted, List.of(), null);
        acquired++;
      } else {
        refused(section, outcomes.get(i).refusal());
      }
    }
    if (acquired > 0) {
      observer.onSectionsAcquired(acquired);
    }
  }

  private static Acquisition begin(Section section, SectionStore.Row row) {
    String attemptId = RandomId.next();
    section.onLoading(attemptId);
    return new Acquisition(row.section(), row.epoch(), attemptId, false);
  }

  private void refused(Section section, @Nullable SeqsvrException why) {
    if (why == null || why.reason().isRetryable()) {
      section.onLost();
    } else {
      section.onHalted(why);
      observer.onSectionHalted(section.id(), why);
    }
  }
}
