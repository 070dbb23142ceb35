package io.seqsvr.alloc.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the simulation sees of a running node's sections. For one thread at a time. */
public final class NodeInside {
  /**
   * What stands behind a section's calls.
   *
   * @param incarnationLeaseHeld whether its lease is held at this very moment
   * @param hot whether the conversation has a ceiling of its own
   */
  public record Look(
      long epoch, long base, long ceiling, boolean incarnationLeaseHeld, boolean hot) {}

  private NodeInside() {}

  /** Whether a section is served, or would be if its lease were held; null if not. */
  public static @Nullable Look look(AllocNode node, int section, long hash) {
    List<Section> sections = node.sections();
    if (sections.isEmpty()) {
      return null;
    }
    SectionState state = sections.get(section).state();
    SectionState.Ownership owned = state.ownership();
    if (owned == null || state.phase() != SectionPhase.SERVING) {
      return null;
    }
    boolean hot = hash != 0 && owned.hot().find(key(hash)) != null;
    return new Look(owned.epoch(), owned.base(), owned.ceiling(), owned.lease().isHeld(), hot);
  }

  /** Whether a section is served under a lease that is held at this very moment. */
  public static boolean serves(AllocNode node, int section) {
    Look look = look(node, section, 0);
    return look != null && look.incarnationLeaseHeld();
  }

  /** Why a section is halted, or null. */
  public static @Nullable Exception halted(AllocNode node, int section) {
    List<Section> sections = node.sections();
    return sections.isEmpty() ? null : sections.get(section).state().halted();
  }

  /** Most seqs that are reserved for a busy conversation and not used. */
  public static long mostUnused(AllocSettings settings) {
    return settings.reserve().mostUnused();
  }

  /** Names a conversation's counter in the store. */
  public static long key(long hash) {
    return CounterTable.key(hash);
  }
}
