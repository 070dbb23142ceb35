package io.seqsvr.cluster.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who should serve what: the next routing table, out of the present one and the nodes there are.
 * Even by weight, and with as few moves as that takes. Nodes that the store does not answer neither
 * get sections nor lose any, because they could neither load nor release them; only where it
 * answers none of them, what is nobody's is shared by all, for the moment when it is back. Pure.
 */
final class Assignment {
  /** A node that can be given sections, or is to lose them. */
  record Candidate(NodeIdentity node, Share share) {}

  /** The sections of a candidate while the table is being made. */
  private static final class Load {
    private final NodeIdentity node;
    private final int weight;
    private int sections;

    /** Of its sections, those above this have been given away by levelling. */
    private int cursor = Integer.MAX_VALUE;

    Load(Candidate candidate) {
      this.node = candidate.node();
      this.weight = candidate.share().weight();
    }

    /** Compares fills, sections per weight, without dividing. */
    static int compare(long sectionsA, int weightA, long sectionsB, int weightB) {
      return Long.compare(sectionsA * weightB, sectionsB * weightA);
    }
  }

  private final List<Optional<NodeIdentity>> owners = new ArrayList<>();
  private final Map<String, Load> loads = new HashMap<>();
  private final List<Load> open = new ArrayList<>();
  private int moved;

  private Assignment(List<Candidate> live, boolean cutOff) {
    for (Candidate candidate : live) {
      if (!candidate.share().leaving() && candidate.share().cutOff() == cutOff) {
        Load load = new Load(candidate);
        loads.put(candidate.node().incarnation(), load);
        open.add(load);
      }
    }
  }

  /**
   * The owners of all sections.
   *
   * @param present owners now; empty where there is none
   * @param live nodes that can serve, in a stable order
   * @param isOver whether an incarnation's lease has ended for good
   * @param maxMoves most sections that move away from a node that serves them
   * @return empty if nothing is to be changed
   */
  static Optional<List<Optional<NodeIdentity>>> next(
      List<Optional<NodeIdentity>> present,
      List<Candidate> live,
      Predicate<String> isOver,
      int maxMoves) {
    Assignment assignment = new Assignment(live, false);
    boolean reached = !assignment.open.isEmpty();
    if (!reached) {
      assignment = new Assignment(live, true);
      if (assignment.open.isEmpty()) {
        return Optional.empty();
      }
    }
    assignment.place(present, isOver);
    if (reached) {
      assignment.empty(live, maxMoves);
      assignment.level(maxMoves);
    }
    return assignment.owners.equals(present) ? Optional.empty() : Optional.of(assignment.owners);
  }

  /** Who can stay stays; sections without an owner go where there is most room. */
  private void place(List<Optional<NodeIdentity>> present, Predicate<String> isOver) {
    List<Integer> orphans = new ArrayList<>();
    for (int section = 0; section < present.size(); section++) {
      Optional<NodeIdentity> owner = present.get(section);
      if (owner.isEmpty() || isOver.test(owner.get().incarnation())) {
        orphans.add(section);
        owners.add(Optional.empty());
      } else {
        owners.add(owner);
        Load load = loads.get(owner.get().incarnation());
        if (load != null) {
          load.sections++;
        }
      }
    }
    orphans.forEach(section -> give(section, emptiest()));
  }

  /** Nodes that want to leave lose what they have, if they can give it back. */
  private void empty(List<Candidate> live, int maxMoves) {
    for (Candidate candidate : live) {
      if (candidate.share().leaving() && !candidate.share().cutOff()) {
        for (int section = 0; section < owners.size() && moved < maxMoves; section++) {
          if (isOwner(candidate.node(), section)) {
            give(section, emptiest());
            moved++;
          }
        }
      }
    }
  }

  /** The fullest gives to the emptiest, as long as that brings them closer to each other. */
  private void level(int maxMoves) {
    while (moved < maxMoves) {
      Load from = fullest();
      Load to = emptiest();
      boolean closer =
          from != null
              && Load.compare(to.sections + 1L, to.weight, from.sections - 1L, from.weight) <= 0;
      if (from == null || !closer) {
        return;
      }
      int section = lastOf(from);
      from.sections--;
      give(section, to);
      moved++;
    }
  }

  private void give(int section, Load to) {
    owners.set(section, Optional.of(to.node));
    to.sections++;
  }

  private boolean isOwner(NodeIdentity node, int section) {
    return owners.get(section).map(o -> o.incarnation().equals(node.incarnation())).orElse(false);
  }

  private int lastOf(Load load) {
    for (int section = Math.min(load.cursor, owners.size() - 1); section >= 0; section--) {
      if (isOwner(load.node, section)) {
        load.cursor = section - 1;
        return section;
      }
    }
    throw new IllegalStateException("counted sections of " + load.node + " that it does not have");
  }

  private Load emptiest() {
    Load found = open.get(0);
    for (Load load : open) {
      if (Load.compare(load.sections + 1L, load.weight, found.sections + 1L, found.weight) < 0) {
        found = load;
      }
    }
    return found;
  }

  /** The one that would still be fullest after it has given a section. */
  private @Nullable Load fullest() {
    Load found = null;
    for (Load load : open) {
      if (load.sections > 0
          && (found == null
              || Load.compare(load.sections - 1L, load.weight, found.sections - 1L, found.weight)
                  > 0)) {
        found = load;
      }
    }
    return found;
  }
}
