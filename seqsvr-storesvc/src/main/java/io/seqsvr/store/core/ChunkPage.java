package io.seqsvr.store.core;

import java.util.ArrayList;
import java.util.List;

/**
 * Chunks that were read, in the order of section ids, then of chunks.
 *
 * @param more whether there may be more after the last one
 */
public record ChunkPage(List<SnapshotChunk> chunks, boolean more) {
  public ChunkPage {
    chunks = List.copyOf(chunks);
  }

  /** Collects chunks until the page is full. Not thread-safe. */
  public static final class Builder {
    private final List<SnapshotChunk> chunks = new ArrayList<>();
    private int bytes;
    private boolean full;

    /** Adds the next chunk, unless there is no room for it or for one before it. */
    public void add(SnapshotChunk chunk) {
      full =
          full
              || chunks.size() == SequenceStore.MAX_ENTRIES
              || (!chunks.isEmpty()
                  && bytes > SnapshotChunk.MAX_CALL_BYTES - chunk.content().length);
      if (!full) {
        chunks.add(chunk);
        bytes += chunk.content().length;
      }
    }

    /** Whether a chunk found no room. */
    public boolean isFull() {
      return full;
    }

    /** The page, which says that there is more if it is full. */
    public ChunkPage build() {
      return new ChunkPage(chunks, full);
    }
  }
}
