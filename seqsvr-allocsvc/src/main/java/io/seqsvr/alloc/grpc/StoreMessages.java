package io.seqsvr.alloc.grpc;

import com.google.protobuf.UnsafeByteOperations;
import io.seqsvr.alloc.core.CounterReservation;
import io.seqsvr.alloc.core.Reservation;
import io.seqsvr.alloc.core.SectionStore.Acquired;
import io.seqsvr.alloc.core.SectionStore.Acquisition;
import io.seqsvr.alloc.core.SectionStore.Chunk;
import io.seqsvr.alloc.core.SectionStore.CounterRow;
import io.seqsvr.alloc.core.SectionStore.Outcome;
import io.seqsvr.alloc.core.SectionStore.Owned;
import io.seqsvr.alloc.core.SectionStore.Row;
import io.seqsvr.alloc.core.SectionStore.SnapshotSeal;
import io.seqsvr.alloc.core.SectionStore.Surrender;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.StatusMapping;
import io.seqsvr.api.store.v1.AcquireEntry;
import io.seqsvr.api.store.v1.AcquireResult;
import io.seqsvr.api.store.v1.HotCounter;
import io.seqsvr.api.store.v1.OwnedSection;
import io.seqsvr.api.store.v1.ReleaseEntry;
import io.seqsvr.api.store.v1.ReserveCountersEntry;
import io.seqsvr.api.store.v1.ReserveCountersResult;
import io.seqsvr.api.store.v1.ReserveEntry;
import io.seqsvr.api.store.v1.ReserveResult;
import io.seqsvr.api.store.v1.Section;
import io.seqsvr.api.store.v1.SnapshotChunk;
import io.seqsvr.api.store.v1.StoreError;
import io.seqsvr.api.store.v1.WriteSnapshotResult;

/** The store's entries and results as messages, and back. Stateless. */
final class StoreMessages {
  private StoreMessages() {}

  static AcquireEntry encode(Acquisition acquisition, long step) {
    return AcquireEntry.newBuilder()
        .setSectionId(acquisition.section())
        .setExpectedEpoch(acquisition.expectedEpoch())
        .setAttemptId(acquisition.attemptId())
        .setStep(step)
        .setClean(acquisition.clean())
        .build();
  }

  static ReserveEntry encode(Reservation reservation) {
    return ReserveEntry.newBuilder()
        .setSectionId(reservation.section())
        .setEpoch(reservation.epoch())
        .setExpectedMaxSeq(reservation.ceiling())
        .setNewMaxSeq(reservation.newCeiling())
        .build();
  }

  static ReserveCountersEntry encode(CounterReservation reservation) {
    return ReserveCountersEntry.newBuilder()
        .setSectionId(reservation.section())
        .setEpoch(reservation.epoch())
        .setHash(reservation.hash())
        .setExpectedMaxSeq(reservation.ceiling())
        .setNewMaxSeq(reservation.newCeiling())
        .setRaise(reservation.raise())
        .build();
  }

  static OwnedSection encode(Owned owned) {
    return OwnedSection.newBuilder().setSectionId(owned.section()).setEpoch(owned.epoch()).build();
  }

  /** Shares the bytes, which nobody changes. */
  static SnapshotChunk encode(Chunk chunk) {
    return SnapshotChunk.newBuilder()
        .setSectionId(chunk.section())
        .setEpoch(chunk.epoch())
        .setChunk(chunk.index())
        .setContent(UnsafeByteOperations.unsafeWrap(chunk.content()))
        .build();
  }

  static ReleaseEntry encode(Surrender surrender) {
    ReleaseEntry.Builder entry =
        ReleaseEntry.newBuilder().setSectionId(surrender.section()).setEpoch(surrender.epoch());
    SnapshotSeal seal = surrender.snapshot();
    if (seal != null) {
      entry.setSnapshot(
          io.seqsvr.api.store.v1.SnapshotSeal.newBuilder()
              .setChunks(seal.chunks())
              .setChecksum(seal.checksum()));
    }
    return entry.build();
  }

  static Row decode(Section row) {
    SnapshotSeal seal =
        row.getSnapshotEpoch() == 0
            ? null
            : new SnapshotSeal(
                row.getSnapshotEpoch(),
                row.getSnapshot().getChunks(),
                row.getSnapshot().getChecksum());
    return new Row(row.getSectionId(), row.getEpoch(), row.getOwner(), row.getMaxSeq(), seal);
  }

  static Chunk decode(SnapshotChunk chunk) {
    return new Chunk(
        chunk.getSectionId(), chunk.getEpoch(), chunk.getChunk(), chunk.getContent().toByteArray());
  }

  static CounterRow decode(HotCounter counter) {
    return new CounterRow(counter.getHash(), counter.getMaxSeq());
  }

  static Outcome<Acquired> decode(AcquireResult result) {
    return result.hasError()
        ? refused(result.getError())
        : new Outcome<>(
            new Acquired(
                result.getAcquired().getSectionId(),
                result.getAcquired().getEpoch(),
                result.getAcquired().getBase(),
                result.getAcquired().getMaxSeq()),
            null);
  }

  static Outcome<Reservation> decode(Reservation asked, ReserveResult result) {
    return result.hasError()
        ? refused(result.getError())
        : confirmed(asked, asked.newCeiling(), result.getReserved().getMaxSeq());
  }

  static Outcome<CounterReservation> decode(
      CounterReservation asked, ReserveCountersResult result) {
    return result.hasError()
        ? refused(result.getError())
        : confirmed(asked, asked.newCeiling(), result.getReserved().getMaxSeq());
  }

  static Outcome<Chunk> decode(Chunk asked, WriteSnapshotResult result) {
    return result.hasError() ? refused(result.getError()) : new Outcome<>(asked, null);
  }

  static <T> Outcome<T> refused(StoreError error) {
    return new Outcome<>(
        null,
        StatusMapping.fromStoreError(error)
            .orElseGet(() -> StoreCalls.unavailable("unknown refusal " + error.getReason())));
  }

  /** Only a confirmation of exactly what was asked counts as one. */
  private static <T> Outcome<T> confirmed(T asked, long askedCeiling, long confirmedCeiling) {
    return confirmedCeiling == askedCeiling
        ? new Outcome<>(asked, null)
        : new Outcome<>(
            null,
            SeqsvrException.of(
                ErrorReason.STORE_WENT_BACK,
                "the store confirmed " + confirmedCeiling + " where " + asked + " was asked"));
  }
}
