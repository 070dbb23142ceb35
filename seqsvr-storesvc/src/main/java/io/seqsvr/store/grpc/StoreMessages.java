package io.seqsvr.store.grpc;

import io.seqsvr.api.grpc.StatusMapping;
import io.seqsvr.api.store.v1.AcquireReply;
import io.seqsvr.api.store.v1.AcquireRequest;
import io.seqsvr.api.store.v1.AcquireResult;
import io.seqsvr.api.store.v1.Acquired;
import io.seqsvr.api.store.v1.Cluster;
import io.seqsvr.api.store.v1.InspectReply;
import io.seqsvr.api.store.v1.RaiseSectionsReply;
import io.seqsvr.api.store.v1.RaiseSectionsRequest;
import io.seqsvr.api.store.v1.RaiseSectionsResult;
import io.seqsvr.api.store.v1.RaisedSection;
import io.seqsvr.api.store.v1.ReleaseReply;
import io.seqsvr.api.store.v1.ReleaseRequest;
import io.seqsvr.api.store.v1.ReleaseResult;
import io.seqsvr.api.store.v1.Released;
import io.seqsvr.api.store.v1.ReserveReply;
import io.seqsvr.api.store.v1.ReserveRequest;
import io.seqsvr.api.store.v1.ReserveResult;
import io.seqsvr.api.store.v1.Reserved;
import io.seqsvr.api.store.v1.Section;
import io.seqsvr.api.store.v1.StoreError;
import io.seqsvr.store.core.Acquire;
import io.seqsvr.store.core.Decision;
import io.seqsvr.store.core.EntryResult;
import io.seqsvr.store.core.Raise;
import io.seqsvr.store.core.Release;
import io.seqsvr.store.core.Reserve;
import io.seqsvr.store.core.SectionRow;
import io.seqsvr.store.core.SnapshotSeal;
import io.seqsvr.store.core.StoredCluster;
import java.util.List;
import java.util.Optional;

/** Translates between messages and the core's values of sections, without judging either. */
final class StoreMessages {
  private StoreMessages() {}

  static List<Acquire> changes(AcquireRequest request) {
    return request.getEntriesList().stream()
        .map(
            e ->
                new Acquire(
                    e.getSectionId(),
                    e.getExpectedEpoch(),
                    request.getOwner(),
                    e.getAttemptId(),
                    e.getStep(),
                    e.getClean()))
        .toList();
  }

  static List<Reserve> changes(ReserveRequest request) {
    return request.getEntriesList().stream()
        .map(
            e ->
                new Reserve(
                    e.getSectionId(), e.getEpoch(), e.getExpectedMaxSeq(), e.getNewMaxSeq()))
        .toList();
  }

  static List<Release> changes(ReleaseRequest request) {
    return request.getEntriesList().stream()
        .map(
            e ->
                e.hasSnapshot()
                    ? new Release(
                        e.getSectionId(),
                        e.getEpoch(),
                        new SnapshotSeal(
                            e.getEpoch(),
                            e.getSnapshot().getChunks(),
                            e.getSnapshot().getChecksum()))
                    : new Release(e.getSectionId(), e.getEpoch()))
        .toList();
  }

  static List<Raise> changes(RaiseSectionsRequest request) {
    return request.getEntriesList().stream()
        .map(e -> new Raise(e.getSectionId(), e.getAtLeast()))
        .toList();
  }

  static AcquireReply acquireReply(List<Decision> decisions) {
    AcquireReply.Builder reply = AcquireReply.newBuilder();
    for (Decision decision : decisions) {
      AcquireResult.Builder result = reply.addResultsBuilder();
      error(decision)
          .ifPresentOrElse(result::setError, () -> result.setAcquired(acquired(decision)));
    }
    return reply.build();
  }

  static ReserveReply reserveReply(List<Decision> decisions) {
    ReserveReply.Builder reply = ReserveReply.newBuilder();
    for (Decision decision : decisions) {
      ReserveResult.Builder result = reply.addResultsBuilder();
      error(decision)
          .ifPresentOrElse(result::setError, () -> result.setReserved(reserved(decision)));
    }
    return reply.build();
  }

  static ReleaseReply releaseReply(List<Decision> decisions) {
    ReleaseReply.Builder reply = ReleaseReply.newBuilder();
    for (Decision decision : decisions) {
      ReleaseResult.Builder result = reply.addResultsBuilder();
      error(decision)
          .ifPresentOrElse(result::setError, () -> result.setReleased(released(decision)));
    }
    return reply.build();
  }

  static RaiseSectionsReply raiseReply(List<Decision> decisions) {
    RaiseSectionsReply.Builder reply = RaiseSectionsReply.newBuilder();
    for (Decision decision : decisions) {
      RaiseSectionsResult.Builder result = reply.addResultsBuilder();
      error(decision).ifPresentOrElse(result::setError, () -> result.setRaised(raised(decision)));
    }
    return reply.build();
  }

  static InspectReply inspectReply(List<SectionRow> rows) {
    InspectReply.Builder reply = InspectReply.newBuilder();
    rows.forEach(row -> reply.addSections(section(row)));
    return reply.build();
  }

  private static Section section(SectionRow row) {
    Section.Builder section =
        Section.newBuilder()
            .setSectionId(row.sectionId())
            .setEpoch(row.epoch())
            .setOwner(row.owner())
            .setBase(row.base())
            .setMaxSeq(row.maxSeq())
            .setAttemptId(row.attempt());
    if (row.hasSnapshot()) {
      section
          .setSnapshotEpoch(row.snapshot().epoch())
          .setSnapshot(
              io.seqsvr.api.store.v1.SnapshotSeal.newBuilder()
                  .setChunks(row.snapshot().chunks())
                  .setChecksum(row.snapshot().checksum()));
    }
    return section.build();
  }

  static Cluster cluster(StoredCluster cluster) {
    return Cluster.newBuilder()
        .setId(cluster.identity().id())
        .setSectionCount(cluster.identity().sectionCount())
        .setHash(cluster.identity().hash())
        .setCreatedAtMillis(cluster.createdAt().toEpochMilli())
        .build();
  }

  static Optional<StoreError> error(EntryResult result) {
    return result.refusal().map(StatusMapping::toStoreError);
  }

  private static Acquired acquired(Decision decision) {
    SectionRow row = decision.row();
    return Acquired.newBuilder()
        .setSectionId(row.sectionId())
        .setEpoch(row.epoch())
        .setBase(row.base())
        .setMaxSeq(row.maxSeq())
        .build();
  }

  private static Reserved reserved(Decision decision) {
    SectionRow row = decision.row();
    return Reserved.newBuilder()
        .setSectionId(row.sectionId())
        .setEpoch(row.epoch())
        .setMaxSeq(row.maxSeq())
        .build();
  }

  private static RaisedSection raised(Decision decision) {
    SectionRow row = decision.row();
    return RaisedSection.newBuilder()
        .setSectionId(row.sectionId())
        .setEpoch(row.epoch())
        .setMaxSeq(row.maxSeq())
        .build();
  }

  private static Released released(Decision decision) {
    SectionRow row = decision.row();
    return Released.newBuilder().setSectionId(row.sectionId()).setEpoch(row.epoch()).build();
  }
}
