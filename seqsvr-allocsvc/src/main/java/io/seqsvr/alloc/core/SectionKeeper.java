package io.seqsvr.alloc.core;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.NodeLease;
import io.seqsvr.cluster.core.RoutingTable;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the sections of this node those that the routing table gives it: loads what is missing,
 * drops what has moved, gives all back at the end.
 *
 * <p>Confined to one thread, which blocks while the store answers.
 */
final class SectionKeeper {
  private final List<Section> sections;
  private final AllocObserver observer;
  private final SectionLoader loader;
  private final SectionReturn giveBack;

  SectionKeeper(
      List<Section> sections,
      SectionStore store,
      AllocSettings settings,
      MonotonicClock clock,
      AllocObserver observer) {
    this.sections = sections;
    this.observer = observer;
    this.loader = new SectionLoader(sections, store, settings, observer);
    this.giveBack = new SectionReturn(store, clock, observer);
  }

  /**
   * Loads and drops until the sections are those of the table.
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
      if (missing.size() == SectionLoader.MAX_GROUP) {
        loader.load(routes.cluster(), self.incarnation(), lease, missing);
        missing.clear();
      }
    }
    if (!missing.isEmpty()) {
      loader.load(routes.cluster(), self.incarnation(), lease, missing);
    }
  }

  /** Drops everything at once: the lease is over. */
  void dropAll(String why) {
    loader.forgetAll();
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

  /**
   * Gives every section back to the store, as far as it answers; may take as long as {@link
   * SectionReturn#TIME_LIMIT} and a call. What is left afterwards is for {@link #dropAll}.
   */
  void releaseAll(ClusterIdentity cluster) {
    giveBack.giveBack(cluster, sections);
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
        loader.forget(section.id());
        lost++;
      }
    }
    if (lost > 0) {
      observer.onSectionsLost(lost, "the routing table gives them to another node");
    }
  }
}
