package io.seqsvr.store.core;

import io.seqsvr.api.error.SeqsvrException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stores a chunk of a section that the caller owns. A stored chunk never changes: a repeat with the
 * same content is done already, another content is refused.
 */
public record ChunkWrite(SnapshotChunk chunk) {
  /** Checks every field but the section id. */
  void validate(String entry) {
    Fields.checkRange(entry + ".epoch", chunk.epoch(), 1, Long.MAX_VALUE);
    Fields.checkRange(entry + ".chunk", chunk.chunk(), 0, SnapshotChunk.MAX_CHUNKS - 1L);
    int bytes = chunk.content().length;
    if (bytes < 1 || bytes > SnapshotChunk.MAX_BYTES) {
      throw SeqsvrException.invalidArgument(
          entry + ".content", "1.." + SnapshotChunk.MAX_BYTES + " bytes", bytes + " bytes");
    }
  }

  /**
   * What becomes of the chunk; pure, needs both as they are under the section's lock.
   *
   * @param stored what is stored in its place, or null
   */
  public Result decide(SectionRow row, byte @Nullable [] stored) {
    Optional<SeqsvrException> refusal = Refusals.ofOwner(row, chunk.epoch());
    if (refusal.isPresent()) {
      return new Result(false, refusal);
    }
    if (stored == null) {
      return new Result(true, Optional.empty());
    }
    return Arrays.equals(stored, chunk.content())
        ? new Result(false, Optional.empty())
        : new Result(false, Optional.of(otherContent()));
  }

  private SeqsvrException otherContent() {
    return Refusals.invalid(
        chunk.sectionId(),
        "content",
        "what is stored as chunk " + chunk.chunk() + " of epoch " + chunk.epoch(),
        chunk.content().length + " other bytes");
  }

  /**
   * What became of a chunk.
   *
   * @param isWrite whether it has to be stored
   */
  public record Result(boolean isWrite, Optional<SeqsvrException> refusal) implements EntryResult {}
}
