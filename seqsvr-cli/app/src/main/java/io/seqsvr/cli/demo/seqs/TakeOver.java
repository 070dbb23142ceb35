package io.seqsvr.cli.demo.seqs;

import io.seqsvr.cli.demo.stage.SectionOwners;

/**
 * One of several alloc nodes was killed, and the others took its sections over.
 *
 * @param nodes how many there were
 * @param victim id of the one that was killed
 * @param killedNanos when, a reading of a monotonic clock
 * @param routedNanos when a routing table gave its sections to others, a reading of the same clock
 * @param before who owned what before
 * @param after who owned what afterwards
 */
record TakeOver(
    int nodes,
    String victim,
    long killedNanos,
    long routedNanos,
    SectionOwners before,
    SectionOwners after)
    implements Disruption {
  /** Whether a conversation was the victim's. */
  boolean isMoved(String conversation) {
    return before.nodeOf("", conversation).equals(victim);
  }

  /** How many of the victim's sections have another owner. */
  int sectionsMoved() {
    return before.movedFrom(victim, after);
  }
}
