package io.seqsvr.store.core;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * The store of one cluster: checks what callers send, and hands on what is well formed.
 * Thread-safe; what reads or changes rows may block for as long as the storage may.
 */
public final class SequenceStore {
  /** Most entries of one call. */
  public static final int MAX_ENTRIES = 1_000;

  /** Most leases of one reply; each has at most 400 bytes, and a reply 4 MiB. */
  public static final int MAX_LEASES = 10_000;

  /** How long after its end a lease stays, for people to look at. */
  private static final Duration KEEP_FENCED = Duration.ofHours(1);

  /** Most leases that are forgotten at a time. */
  private static final int MAX_FORGOTTEN = 1_000;

  private final StoredCluster cluster;
  private final SectionStorage storage;
  private final InstantSource clock;

  /** The store of a cluster; the clock gives leases their stamps. */
  public SequenceStore(StoredCluster cluster, SectionStorage storage, InstantSource clock) {
    this.cluster = cluster;
    this.storage = storage;
    this.clock = clock;
  }

  /** The cluster that this store serves. */
  public StoredCluster cluster() {
    return cluster;
  }

  /**
   * Checks a call. Cheap, as all checks here: needs no storage.
   *
   * @throws SeqsvrException INVALID_ARGUMENT, or CLUSTER_MISMATCH if the caller means another
   *     cluster
   */
  public CheckedBatch<SectionChange> check(
      String clusterId, List<? extends SectionChange> changes) {
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
    return new CheckedBatch<>(changes);
  }

  /**
   * Carries a call out: see {@link SectionStorage#apply}.
   *
   * @return one decision for each change, in their order
   */
  public List<Decision> apply(CheckedBatch<SectionChange> batch) {
    return storage.apply(batch.entries());
  }

  /**
   * Checks a call that raises hot counters.
   *
   * @throws SeqsvrException as {@link #check}
   */
  public CheckedBatch<CounterReserve> checkCounters(
      String clusterId, List<CounterReserve> reserves) {
    checkCluster(clusterId);
    Fields.checkRange("entries", reserves.size(), 1, MAX_ENTRIES);
    Set<CounterKey> seen = new HashSet<>();
    for (int i = 0; i < reserves.size(); i++) {
      CounterReserve reserve = reserves.get(i);
      String entry = "entries[" + i + "]";
      checkSection(entry + ".section_id", reserve.sectionId());
      reserve.validate(entry);
      if (!seen.add(reserve.key())) {
        throw SeqsvrException.invalidArgument(
            entry + ".hash", "named once in a call", Long.toString(reserve.hash()));
      }
    }
    return new CheckedBatch<>(reserves);
  }

  /** Raises hot counters: see {@link SectionStorage#reserveCounters}. */
  public List<CounterReserve.Result> reserveCounters(CheckedBatch<CounterReserve> batch) {
    return storage.reserveCounters(batch.entries());
  }

  /**
   * Checks a call that reads hot counters.
   *
   * @throws SeqsvrException as {@link #check}
   */
  public void checkQuery(String clusterId, CounterQuery query) {
    checkCluster(clusterId);
    checkAscending("sections", ".section_id", query.sections(), OwnedSection::sectionId);
    checkSection("after_section_id", query.afterSectionId());
    query.validate();
  }

  /** Reads hot counters: see {@link SectionStorage#readCounters}. */
  public CounterPage readCounters(CounterQuery query) {
    return storage.readCounters(query);
  }

  /**
   * Checks a call that stores chunks of snapshots.
   *
   * @throws SeqsvrException as {@link #check}
   */
  public CheckedBatch<ChunkWrite> checkChunks(String clusterId, List<ChunkWrite> writes) {
    checkCluster(clusterId);
    Fields.checkRange("chunks", writes.size(), 1, MAX_ENTRIES);
    Set<List<Long>> seen = new HashSet<>();
    long bytes = 0;
    for (int i = 0; i < writes.size(); i++) {
      SnapshotChunk chunk = writes.get(i).chunk();
      String entry = "chunks[" + i + "]";
      checkSection(entry + ".section_id", chunk.sectionId());
      writes.get(i).validate(entry);
      if (!seen.add(chunk.key())) {
        throw SeqsvrException.invalidArgument(
            entry + ".chunk", "named once in a call", Integer.toString(chunk.chunk()));
      }
      bytes += chunk.content().length;
    }
    if (bytes > SnapshotChunk.MAX_CALL_BYTES) {
      throw SeqsvrException.invalidArgument(
          "chunks", "at most " + SnapshotChunk.MAX_CALL_BYTES + " bytes in all", bytes + " bytes");
    }
    return new CheckedBatch<>(writes);
  }

  /** Stores chunks: see {@link SectionStorage#writeChunks}. */
  public List<ChunkWrite.Result> writeChunks(CheckedBatch<ChunkWrite> batch) {
    return storage.writeChunks(batch.entries());
  }

  /**
   * Checks a call that reads chunks of snapshots.
   *
   * @throws SeqsvrException as {@link #check}
   */
  public CheckedBatch<ChunkRef> checkRefs(String clusterId, List<ChunkRef> refs) {
    checkCluster(clusterId);
    checkAscending("snapshots", ".section_id", refs, ChunkRef::sectionId);
    for (int i = 0; i < refs.size(); i++) {
      refs.get(i).validate("snapshots[" + i + "]");
    }
    return new CheckedBatch<>(refs);
  }

  /** Reads chunks: see {@link SectionStorage#readChunks}. */
  public ChunkPage readChunks(CheckedBatch<ChunkRef> batch) {
    return storage.readChunks(batch.entries());
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

  /** Reads rows: see {@link SectionStorage#read(int, int)}. */
  public List<SectionRow> inspect(int firstSection, int lastSection) {
    return storage.read(firstSection, lastSection);
  }

  /**
   * Checks the sections of an inspection.
   *
   * @param clusterId empty for whichever cluster this is
   * @throws SeqsvrException as {@link #check}
   */
  public void checkInspect(String clusterId, List<Integer> sectionIds) {
    if (!clusterId.isEmpty()) {
      checkCluster(clusterId);
    }
    checkAscending("section_ids", "", sectionIds, id -> id);
  }

  /** Reads rows: see {@link SectionStorage#read(List)}. */
  public List<SectionRow> inspect(List<Integer> sectionIds) {
    return storage.read(sectionIds);
  }

  /**
   * Checks a call on a lease.
   *
   * @throws SeqsvrException as {@link #check}
   */
  public void checkLease(String clusterId, LeaseChange change) {
    checkCluster(clusterId);
    change.validate();
  }

  /**
   * Makes or renews a lease: see {@link RenewLease}.
   *
   * <p>Whoever makes one first tidies up. It is safe to delete a lease that is fenced and that no
   * section names: its incarnation is over, its holder takes an absent lease for a fenced one, and
   * no acquire will ever ask for it. Should a call of that incarnation that was long under way make
   * the lease anew, it makes one that nobody renews, and that observers fence as they do any other.
   * It comes first and in a transaction of its own: it locks other leases than the caller's, and if
   * it fails, nothing has been made yet.
   *
   * @throws SeqsvrException INVALID_ARGUMENT if the lease was made with other terms
   */
  public LeaseDecision renewLease(RenewLease renew) {
    long nowMillis = clock.millis();
    if (renew.expectedVersion() == 0) {
      storage.forgetFencedLeases(nowMillis - KEEP_FENCED.toMillis(), MAX_FORGOTTEN);
    }
    return storage.changeLease(renew, nowMillis);
  }

  /** Ends a lease: see {@link FenceLease}. */
  public LeaseDecision fenceLease(FenceLease fence) {
    return storage.changeLease(fence, clock.millis());
  }

  /**
   * Checks a call that reads leases.
   *
   * @param clusterId empty for whichever cluster this is
   * @param after the last incarnation of the page before; empty for the first page
   * @throws SeqsvrException as {@link #check}
   */
  public void checkReadLeases(String clusterId, String after) {
    if (!clusterId.isEmpty()) {
      checkCluster(clusterId);
    }
    if (!after.isEmpty()) {
      Fields.checkId("after_incarnation", after);
    }
  }

  /** Reads leases in the order of incarnations, at most {@link #MAX_LEASES}. */
  public List<LeaseRow> readLeases(String after) {
    return storage.readLeases(after, MAX_LEASES);
  }

  private int sectionCount() {
    return cluster.identity().sectionCount();
  }

  private void checkSection(String field, int sectionId) {
    Fields.checkRange(field, sectionId, 0, sectionCount() - 1L);
  }

  private <T> void checkAscending(
      String field, String part, List<T> entries, ToIntFunction<T> sectionId) {
    Fields.checkRange(field, entries.size(), 1, MAX_ENTRIES);
    for (int i = 0; i < entries.size(); i++) {
      String entry = field + "[" + i + "]" + part;
      int section = sectionId.applyAsInt(entries.get(i));
      checkSection(entry, section);
      if (i > 0 && section <= sectionId.applyAsInt(entries.get(i - 1))) {
        throw SeqsvrException.invalidArgument(
            entry, "above the one before", Integer.toString(section));
      }
    }
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
