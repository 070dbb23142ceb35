package io.seqsvr.store.core;

import java.util.List;

/**
 * A part of a section's snapshot. The array belongs to the chunk: nobody changes it.
 *
 * @param epoch the ownership whose counters these are
 * @param chunk counts from 0
 * @param content 1 to {@link #MAX_BYTES} bytes; the owners' business
 */
@SuppressWarnings("ArrayRecordComponent") // moved; compared by ChunkWrite alone
public record SnapshotChunk(int sectionId, long epoch, int chunk, byte[] content) {
  /** Longest content. */
  public static final int MAX_BYTES = 65_536;

  /** Most chunks of one snapshot. */
  public static final int MAX_CHUNKS = 65_536;

  /** Most bytes of the chunks of one call, in or out. */
  public static final int MAX_CALL_BYTES = 2 << 20;

  /** Which chunk it is: section, epoch, number. */
  public List<Long> key() {
    return List.of((long) sectionId, epoch, (long) chunk);
  }

  @Override
  public String toString() {
    return sectionId + "/" + epoch + "/" + chunk + ": " + content.length + " bytes";
  }
}
