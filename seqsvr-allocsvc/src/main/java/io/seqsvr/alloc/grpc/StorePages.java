package io.seqsvr.alloc.grpc;

import io.seqsvr.alloc.core.SectionStore.Chunk;
import io.seqsvr.alloc.core.SectionStore.CounterRow;
import io.seqsvr.alloc.core.SectionStore.Outcome;
import io.seqsvr.alloc.core.SectionStore.Owned;
import io.seqsvr.alloc.core.SectionStore.Row;
import io.seqsvr.alloc.core.SectionStore.SnapshotSeal;
import io.seqsvr.api.store.v1.HotCounter;
import io.seqsvr.api.store.v1.ReadCountersReply;
import io.seqsvr.api.store.v1.ReadCountersRequest;
import io.seqsvr.api.store.v1.ReadSnapshotsReply;
import io.seqsvr.api.store.v1.ReadSnapshotsRequest;
import io.seqsvr.api.store.v1.SnapshotChunk;
import io.seqsvr.api.store.v1.SnapshotRef;
import io.seqsvr.api.store.v1.StoreError;
import io.seqsvr.cluster.core.ClusterIdentity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what the store gives in pages, to the end. A page that does not go on after the one before
 * is taken for no answer: it could make the reading endless.
 *
 * <p>Thread-safe; blocks as {@link StoreCalls} does, for each page.
 */
final class StorePages {
  /** Most counters of a page. */
  private static final int PAGE_COUNTERS = 20_000;

  private final StoreCalls calls;

  StorePages(StoreCalls calls) {
    this.calls = calls;
  }

  /**
   * The hot counters of sections; one outcome for each, in order.
   *
   * @param sections at most {@link GrpcSectionStore#MAX_ENTRIES}, in the order of their ids
   */
  List<Outcome<List<CounterRow>>> readCounters(ClusterIdentity cluster, List<Owned> sections) {
    Map<Integer, List<CounterRow>> counters = new HashMap<>();
    Map<Integer, StoreError> refused = new HashMap<>();
    ReadCountersRequest.Builder request =
        ReadCountersRequest.newBuilder().setClusterId(cluster.id()).setLimit(PAGE_COUNTERS);
    for (Owned section : sections) {
      counters.put(section.section(), new ArrayList<>());
      request.addSections(StoreMessages.encode(section));
    }
    ReadCountersReply page;
    do {
      ReadCountersRequest asked = request.build();
      page = calls.call(store -> store.readCounters(asked));
      page.getRefusedList().forEach(one -> refused.put(one.getSectionId(), one.getError()));
      for (HotCounter counter : page.getCountersList()) {
        List<CounterRow> ofSection = counters.get(counter.getSectionId());
        if (ofSection == null || !isAfter(request, counter)) {
          throw StoreCalls.unavailable(
              "the store gave a counter of section " + counter.getSectionId() + " out of turn");
        }
        ofSection.add(StoreMessages.decode(counter));
        request.setAfterSectionId(counter.getSectionId()).setAfterHash(counter.getHash());
      }
      checkProgress(page.getMore(), page.getCountersCount());
    } while (page.getMore());
    List<Outcome<List<CounterRow>>> outcomes = new ArrayList<>();
    for (Owned section : sections) {
      StoreError error = refused.get(section.section());
      outcomes.add(
          error == null
              ? new Outcome<>(counters.get(section.section()), null)
              : StoreMessages.refused(error));
    }
    return outcomes;
  }

  /**
   * The parts of snapshots, as far as they are there.
   *
   * @param rows at most {@link GrpcSectionStore#MAX_ENTRIES}, in the order of their ids
   */
  List<Chunk> readSnapshots(ClusterIdentity cluster, List<Row> rows) {
    List<Chunk> chunks = new ArrayList<>();
    List<SnapshotRef> refs = new ArrayList<>();
    for (Row row : rows) {
      SnapshotSeal seal = row.snapshot();
      if (seal != null) {
        refs.add(
            SnapshotRef.newBuilder().setSectionId(row.section()).setEpoch(seal.epoch()).build());
      }
    }
    boolean more = !refs.isEmpty();
    while (more) {
      ReadSnapshotsRequest asked =
          ReadSnapshotsRequest.newBuilder()
              .setClusterId(cluster.id())
              .addAllSnapshots(refs)
              .build();
      ReadSnapshotsReply page = calls.call(store -> store.readSnapshots(asked));
      checkProgress(page.getMore(), page.getChunksCount());
      for (SnapshotChunk chunk : page.getChunksList()) {
        refs = after(chunk, refs);
        chunks.add(StoreMessages.decode(chunk));
      }
      more = page.getMore();
    }
    return chunks;
  }

  /** What is still wanted behind a part. */
  private static List<SnapshotRef> after(SnapshotChunk last, List<SnapshotRef> refs) {
    int index = 0;
    while (index < refs.size() && refs.get(index).getSectionId() < last.getSectionId()) {
      index++;
    }
    boolean wanted =
        index < refs.size()
            && refs.get(index).getSectionId() == last.getSectionId()
            && refs.get(index).getFirstChunk() <= last.getChunk()
            && last.getChunk() < Integer.MAX_VALUE;
    if (!wanted) {
      throw StoreCalls.unavailable(
          "the store gave part "
              + last.getChunk()
              + " of section "
              + last.getSectionId()
              + " out of turn");
    }
    List<SnapshotRef> rest = new ArrayList<>(refs.subList(index, refs.size()));
    rest.set(0, rest.get(0).toBuilder().setFirstChunk(last.getChunk() + 1).build());
    return rest;
  }

  private static boolean isAfter(ReadCountersRequest.Builder before, HotCounter counter) {
    boolean first = before.getAfterHash() == 0;
    return first
        || counter.getSectionId() > before.getAfterSectionId()
        || (counter.getSectionId() == before.getAfterSectionId()
            && counter.getHash() > before.getAfterHash());
  }

  private static void checkProgress(boolean more, int entries) {
    if (more && entries == 0) {
      throw StoreCalls.unavailable("the store gave an empty page and says that there is more");
    }
  }
}
