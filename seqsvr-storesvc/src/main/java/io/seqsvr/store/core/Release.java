package io.seqsvr.store.core;

import io.seqsvr.api.error.SeqsvrException;

/**
 * Gives a section back: no owner, and an epoch that shuts the former owner out. With a snapshot
 * whose chunks are all stored the next owner can go on where this one stopped.
 *
 * @param epoch the epoch of the caller's ownership; the row must have it
 * @param snapshot of this very ownership, or NONE
 */
public record Release(int sectionId, long epoch, SnapshotSeal snapshot) implements SectionChange {

  /** A release without a snapshot. */
  public Release(int sectionId, long epoch) {
    this(sectionId, epoch, SnapshotSeal.NONE);
  }

  @Override
  public void validate(String entry) {
    Fields.checkRange(entry + ".epoch", epoch, 1, Long.MAX_VALUE);
    Fields.checkRange(entry + ".snapshot.chunks", snapshot.chunks(), 0, SnapshotChunk.MAX_CHUNKS);
  }

  @Override
  public SnapshotSeal counted() {
    return snapshot;
  }

  @Override
  public Decision decide(SectionRow row, Evidence evidence) {
    if (row.epoch() == epoch) {
      return give(row, evidence.chunks());
    }
    // Only a release of this epoch makes the next one without an owner. With a snapshot or without:
    // whoever gives up on the one and sends the other has its section given back either way.
    if (row.epoch() - 1 == epoch && !row.isOwned()) {
      return Decision.alreadyDone(row);
    }
    return Decision.refuse(row, Refusals.otherEpoch(row, epoch));
  }

  private Decision give(SectionRow row, ChunkCount chunks) {
    if (!row.isOwned()) {
      return Decision.refuse(row, Refusals.unowned(row));
    }
    if (epoch == Long.MAX_VALUE) {
      return Decision.refuse(row, Refusals.exhausted(row));
    }
    if (!snapshot.isNone() && !chunks.isExactly(snapshot.chunks())) {
      return Decision.refuse(row, incomplete(chunks));
    }
    return Decision.write(
        row,
        new SectionRow(sectionId, epoch + 1, "", row.base(), row.maxSeq(), "", false, snapshot));
  }

  private SeqsvrException incomplete(ChunkCount chunks) {
    return Refusals.invalid(
        sectionId,
        "snapshot.chunks",
        "the number of stored chunks, none missing: "
            + chunks.count()
            + " up to number "
            + chunks.highest(),
        Integer.toString(snapshot.chunks()));
  }
}
