package io.seqsvr.store.core;

/**
 * What makes a snapshot complete: which one it is, and of how many chunks.
 *
 * @param epoch the ownership whose counters it holds, at least 1; 0 in {@link #NONE}
 * @param chunks number of its chunks, 0 to {@link SnapshotChunk#MAX_CHUNKS}
 * @param checksum over all chunks; the owners' business
 */
public record SnapshotSeal(long epoch, int chunks, long checksum) {
  /** No snapshot. */
  public static final SnapshotSeal NONE = new SnapshotSeal(0, 0, 0);

  /** Whether this is no snapshot. */
  public boolean isNone() {
    return epoch == 0;
  }
}
