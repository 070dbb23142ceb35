package io.seqsvr.alloc.core;

/**
 * How full a node is at one moment, over all sections that it serves.
 *
 * @param conversations that have a counter in memory
 * @param slots counters that there is room for before a table grows
 * @param hotCounters conversations with a ceiling of their own
 * @param reservedNotIssuedSeqs what those have reserved above their last seqs: what a crash skips
 *     for them, at most
 */
public record AllocStats(
    long conversations, long slots, long hotCounters, long reservedNotIssuedSeqs) {
  static final AllocStats NONE = new AllocStats(0, 0, 0, 0);

  AllocStats plus(AllocStats other) {
    return new AllocStats(
        conversations + other.conversations,
        slots + other.slots,
        hotCounters + other.hotCounters,
        reservedNotIssuedSeqs + other.reservedNotIssuedSeqs);
  }
}
