package io.seqsvr.store.core;

/**
 * A snapshot that is to be read.
 *
 * @param epoch the ownership whose counters it holds
 * @param firstChunk the first chunk that is wanted, inclusive
 */
public record ChunkRef(int sectionId, long epoch, int firstChunk) {
  /** Checks every field but the section id. */
  void validate(String entry) {
    Fields.checkRange(entry + ".epoch", epoch, 1, Long.MAX_VALUE);
    Fields.checkRange(entry + ".first_chunk", firstChunk, 0, SnapshotChunk.MAX_CHUNKS);
  }
}
