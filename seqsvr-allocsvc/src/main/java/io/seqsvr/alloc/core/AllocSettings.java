package io.seqsvr.alloc.core;

import io.seqsvr.cluster.core.LeaseTerms;

/**
 * What an operator can set.
 *
 * @param reserve how much is reserved at a time
 * @param maxCount most seqs of one conversation in a call, 1 to half a step
 * @param maxBatchEntries most entries of a batch, at least 1
 * @param initialSlots counters that a section has room for at first, a power of two
 * @param maxSlots counters that a section has room for at most, a power of two
 * @param maxHotCounters most conversations of a section with a ceiling of their own, at least 1
 * @param lease terms of this node's lease
 */
public record AllocSettings(
    ReservePolicy reserve,
    int maxCount,
    int maxBatchEntries,
    int initialSlots,
    int maxSlots,
    int maxHotCounters,
    LeaseTerms lease) {
  public AllocSettings {
    if (maxCount < 1 || maxCount > reserve.step() / 2) {
      throw new IllegalArgumentException(
          "max-count must be 1.." + reserve.step() / 2 + " (half a step): " + maxCount);
    }
    checkSlots("initial-slots", initialSlots);
    checkSlots("max-slots", maxSlots);
    if (maxSlots < initialSlots) {
      throw new IllegalArgumentException(
          "max-slots must be >= initial-slots (" + initialSlots + "): " + maxSlots);
    }
    if (maxHotCounters < 1) {
      throw new IllegalArgumentException("max-hot-counters must be >= 1: " + maxHotCounters);
    }
    if (maxBatchEntries < 1) {
      throw new IllegalArgumentException("max-batch-entries must be >= 1: " + maxBatchEntries);
    }
  }

  /**
   * The bound on hot counters that holds: no more than half of the slots, so that a new generation
   * of counters, which keeps them, always has room for others.
   */
  int maxHot() {
    return Math.min(maxHotCounters, maxSlots / 2);
  }

  private static void checkSlots(String name, int slots) {
    if (slots < 4 || Integer.bitCount(slots) != 1) {
      throw new IllegalArgumentException(name + " must be a power of two, at least 4: " + slots);
    }
  }
}
