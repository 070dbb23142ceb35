package io.seqsvr.store.core;

import java.util.Map;

/**
 * The states of some incarnations' leases, read under locks that last until the decision is
 * durable. An incarnation that is not in it has no lease.
 */
public record LeaseStates(Map<String, LeaseRow.State> byIncarnation) {
  /** No lease is there, or none was asked for. */
  public static final LeaseStates NONE = new LeaseStates(Map.of());

  public LeaseStates {
    byIncarnation = Map.copyOf(byIncarnation);
  }

  /** Whether the incarnation may own a section: it has a lease, and not a fenced one. */
  boolean isHeld(String incarnation) {
    return byIncarnation.get(incarnation) == LeaseRow.State.HELD;
  }

  /**
   * Whether the incarnation has surely stopped. Without a lease it has not: nobody can have watched
   * it, so nobody knows.
   */
  boolean isFenced(String incarnation) {
    return byIncarnation.get(incarnation) == LeaseRow.State.FENCED;
  }
}
