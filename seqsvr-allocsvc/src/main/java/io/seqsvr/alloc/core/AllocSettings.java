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
 * @param lease terms of this node's lease
 */
public record AllocSettings(
    ReservePolicy reserve,
    int maxCount,
    int maxBatchEntries,
    int initialSlots,
    int maxSlots,
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
    if (maxBatchEntries < 1) {
      throw new IllegalArgumentException("max-batch-entries must be >= 1: " + maxBatchEntries);
    }
  }

  private static void checkSlots(String name, int slots) {
    if (slots < 4 || Integer.bitCount(slots) != 1) {
      throw new IllegalArgumentException(name + " must be a power of two, at least 4: " + slots);
    }
  }
}
