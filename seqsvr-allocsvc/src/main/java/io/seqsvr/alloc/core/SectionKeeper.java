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
 * Makes the sections of this node those that the routing table gives it: gives back what has moved,
 * loads what is missing, gives all back at the end.
 *
 * <p>Confined to one thread, which blocks while the store answers.
 */
final class SectionKeeper {
  private final List<Section> sections;
  private final AllocObserver observer;
  private final SectionLoader loader;
  private final SectionReturn giveBack;
  private final StraySections strays;

  SectionKeeper(
      List<Section> sections,
      SectionStore store,
      AllocSettings settings,
      MonotonicClock clock,
      AllocObserver observer) {
    this.sections = sections;
    this.observer = observer;
    this.loader = new SectionLoader(sections, store, settings, clock, observer);
    this.giveBack = new SectionReturn(store, clock, observer);
    this.strays = new StraySections(store, clock, observer, settings.lease());
  }

  /**
   * Gives back and loads until the sections are those of the table.
   *
   * @return whether they are; if not, an owner before has not given back yet, and the call is to be
   *     repeated soon
   * @throws SeqsvrException STORE_UNAVAILABLE; call again soon
   */
  boolean reconcile(RoutingTable routes, NodeIdentity self, NodeLease lease) {
    giveBackMoved(routes, self);
    List<Section> missing = new ArrayList<>();
    for (Section section : sections) {
      if (isWanted(routes, self, section) && section.state().phase() != SectionPhase.SERVING) {
        missing.add(section);
      }
    }
    loader.load(routes.cluster(), self.incarnation(), lease, missing);
    strays.sweep(routes, self, sections);
    return missing.stream()
        .allMatch(
            section ->
                section.state().phase() == SectionPhase.SERVING
                    || section.state().halted() != null);
  }

  /** Drops everything at once: the lease is over. */
  void dropAll(String why) {
    loader.forgetAll();
    strays.onDoubt();
    drop(sections, why);
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

  /** Whether nothing is served. */
  boolean isEmpty() {
    return sections.stream().allMatch(section -> section.state().phase() == SectionPhase.UNOWNED);
  }

  private static boolean isWanted(RoutingTable routes, NodeIdentity self, Section section) {
    return routes.isOwner(self.incarnation(), section.id()) && section.state().halted() == null;
  }

  /** What serves goes to its next owner with its counters; what does not is only forgotten. */
  private void giveBackMoved(RoutingTable routes, NodeIdentity self) {
    List<Section> moved = new ArrayList<>();
    for (Section section : sections) {
      if (section.state().phase() != SectionPhase.UNOWNED
          && !routes.isOwner(self.incarnation(), section.id())) {
        loader.forget(section.id());
        strays.onDoubt();
        moved.add(section);
      }
    }
    if (!moved.isEmpty()) {
      giveBack.giveBack(routes.cluster(), moved);
      drop(moved, "the routing table gives them to another node");
    }
  }

  private void drop(List<Section> of, String why) {
    int lost = 0;
    for (Section section : of) {
      if (section.state().phase() != SectionPhase.UNOWNED) {
        section.onLost();
        lost++;
      }
    }
    if (lost > 0) {
      observer.onSectionsLost(lost, why);
    }
  }
}
