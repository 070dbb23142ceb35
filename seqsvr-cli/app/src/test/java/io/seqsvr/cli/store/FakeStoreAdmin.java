package io.seqsvr.cli.store;

import io.seqsvr.api.store.v1.Cluster;
import io.seqsvr.api.store.v1.NodeLease;
import io.seqsvr.api.store.v1.RaiseSectionsResult;
import io.seqsvr.api.store.v1.RaisedSection;
import io.seqsvr.api.store.v1.Section;
import io.seqsvr.api.store.v1.SnapshotSeal;
import io.seqsvr.api.store.v1.StoreError;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A store of four sections in memory, which notes what it is asked to do. */
public final class FakeStoreAdmin implements StoreAdmin {
  /** What was called, in order. */
  public final List<String> calls = new ArrayList<>();

  @Override
  public Cluster cluster() {
    return Cluster.newBuilder().setId("0".repeat(32)).setSectionCount(4).setHash("xxh3-64").build();
  }

  @Override
  public List<Section> inspect(int first, int last) {
    calls.add("inspect " + first + " " + last);
    return List.of(
        Section.newBuilder()
            .setSectionId(first)
            .setEpoch(3)
            .setOwner("a".repeat(32))
            .setBase(100)
            .setMaxSeq(10_100)
            .build(),
        Section.newBuilder()
            .setSectionId(last)
            .setEpoch(12)
            .setMaxSeq(5)
            .setSnapshotEpoch(11)
            .setSnapshot(SnapshotSeal.getDefaultInstance())
            .build());
  }

  @Override
  public List<NodeLease> leases() {
    calls.add("leases");
    return List.of(
        NodeLease.newBuilder()
            .setIncarnation("a".repeat(32))
            .setNodeId("alloc-1")
            .setAddress("127.0.0.1:7201")
            .setVersion(7)
            .setState(NodeLease.State.HELD)
            .setLeaseNanos(1_000_000_000)
            .setMarginNanos(100_000_000)
            .setUpdatedAtMillis(1_700_000_000_123L)
            .build());
  }

  /** Refuses the section 3. */
  @Override
  public List<RaiseSectionsResult> raise(int first, int last, long atLeast) {
    calls.add("raise " + first + " " + last + " " + atLeast);
    return IntStream.rangeClosed(first, last)
        .mapToObj(
            id ->
                id == 3
                    ? RaiseSectionsResult.newBuilder()
                        .setError(
                            StoreError.newBuilder()
                                .setReason("SEQ_EXHAUSTED")
                                .setMessage("section 3 would pass 2^63 - 1"))
                        .build()
                    : RaiseSectionsResult.newBuilder()
                        .setRaised(RaisedSection.newBuilder().setSectionId(id).setMaxSeq(atLeast))
                        .build())
        .toList();
  }

  @Override
  public void close() {
    calls.add("close");
  }
}
