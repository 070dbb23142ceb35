package io.seqsvr.store.core;

/**
 * What a decision on a section's row needs to know beside it, under the same locks.
 *
 * @param chunks those stored of {@link SectionChange#counted}
 * @param leases those of {@link SectionChange#asksFor}
 */
public record Evidence(ChunkCount chunks, LeaseStates leases) {
  /** Nothing is stored beside the row. */
  public static final Evidence NONE = new Evidence(ChunkCount.NONE, LeaseStates.NONE);
}
