package io.seqsvr.store.core;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * The store of one cluster: checks what callers send, and hands on what is well formed.
 * Thread-safe; {@link #apply} and {@link #inspect} may block for as long as the storage may.
 */
public final class SequenceStore {
  /** Most entries of one call. */
  public static final int MAX_ENTRIES = 1_000;

  private final StoredCluster cluster;
  private final SectionStorage storage;

  public SequenceStore(StoredCluster cluster, SectionStorage storage) {
    this.cluster = cluster;
    this.storage = storage;
  }

  /** The cluster that this store serves. */
  public StoredCluster cluster() {
    return cluster;
  }

  /**
   * Checks a call. Cheap: needs no storage.
   *
   * @throws SeqsvrException INVALID_ARGUMENT, or CLUSTER_MISMATCH if the caller means another
   *     cluster
   */
  public CheckedBatch check(String clusterId, List<? extends SectionChange> changes) {
    checkCluster(clusterId);
    Fields.checkRange("entries", changes.size(), 1, MAX_ENTRIES);
    BitSet seen = new BitSet(sectionCount());
    for (int i = 0; i < changes.size(); i++) {
      SectionChange change = changes.get(i);
      String entry = "entries[" + i + "]";
      checkSection(entry + ".section_id", change.sectionId());
      change.validate(entry);
      if (seen.get(change.sectionId())) {
        throw SeqsvrException.invalidArgument(
            entry + ".section_id", "named once in a call", Integer.toString(change.sectionId()));
      }
      seen.set(change.sectionId());
    }
    return new CheckedBatch(changes);
  }

  /**
   * Carries a call out: see {@link SectionStorage#apply}.
   *
   * @return one decision for each change, in their order
   */
  public List<Decision> apply(CheckedBatch batch) {
    return storage.apply(batch.changes());
  }

  /**
   * Checks the range of an inspection.
   *
   * @param clusterId empty for whichever cluster this is
   * @throws SeqsvrException as {@link #check}
   */
  public void checkInspect(String clusterId, int firstSection, int lastSection) {
    if (!clusterId.isEmpty()) {
      checkCluster(clusterId);
    }
    checkSection("first_section", firstSection);
    Fields.checkRange("last_section", lastSection, firstSection, sectionCount() - 1L);
  }

  /** Reads rows: see {@link SectionStorage#read}. */
  public List<SectionRow> inspect(int firstSection, int lastSection) {
    return storage.read(firstSection, lastSection);
  }

  private int sectionCount() {
    return cluster.identity().sectionCount();
  }

  private void checkSection(String field, int sectionId) {
    Fields.checkRange(field, sectionId, 0, sectionCount() - 1L);
  }

  private void checkCluster(String clusterId) {
    Fields.checkId("cluster_id", clusterId);
    String own = cluster.identity().id();
    if (!clusterId.equals(own)) {
      throw new SeqsvrException(
          ErrorReason.CLUSTER_MISMATCH,
          "this store is of cluster " + own + ", the call is for " + clusterId,
          Map.of("expected", clusterId, "actual", own),
          null);
    }
  }
}
