package io.seqsvr.store.core;

/**
 * Which chunks of one snapshot are stored.
 *
 * @param count how many
 * @param highest number of the last one, -1 if there is none
 */
public record ChunkCount(int count, int highest) {
  /** None is stored. */
  public static final ChunkCount NONE = new ChunkCount(0, -1);

  /** Whether the chunks 0 to {@code chunks - 1} are stored, and no other. */
  boolean isExactly(int chunks) {
    return count == chunks && highest == chunks - 1;
  }
}
