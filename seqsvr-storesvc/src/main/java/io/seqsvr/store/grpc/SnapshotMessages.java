package io.seqsvr.store.grpc;

import com.google.protobuf.UnsafeByteOperations;
import io.seqsvr.api.store.v1.ReadSnapshotsReply;
import io.seqsvr.api.store.v1.ReadSnapshotsRequest;
import io.seqsvr.api.store.v1.WriteSnapshotResult;
import io.seqsvr.api.store.v1.WriteSnapshotsReply;
import io.seqsvr.api.store.v1.WriteSnapshotsRequest;
import io.seqsvr.store.core.ChunkPage;
import io.seqsvr.store.core.ChunkRef;
import io.seqsvr.store.core.ChunkWrite;
import io.seqsvr.store.core.SnapshotChunk;
import java.util.List;

/** Translates between messages and the core's values of snapshots, without judging either. */
final class SnapshotMessages {
  private SnapshotMessages() {}

  static List<ChunkWrite> writes(WriteSnapshotsRequest request) {
    return request.getChunksList().stream()
        .map(
            c ->
                new ChunkWrite(
                    new SnapshotChunk(
                        c.getSectionId(),
                        c.getEpoch(),
                        c.getChunk(),
                        c.getContent().toByteArray())))
        .toList();
  }

  static WriteSnapshotsReply writeReply(List<ChunkWrite.Result> results) {
    WriteSnapshotsReply.Builder reply = WriteSnapshotsReply.newBuilder();
    for (ChunkWrite.Result done : results) {
      WriteSnapshotResult.Builder result = reply.addResultsBuilder();
      StoreMessages.error(done).ifPresent(result::setError);
    }
    return reply.build();
  }

  static List<ChunkRef> refs(ReadSnapshotsRequest request) {
    return request.getSnapshotsList().stream()
        .map(s -> new ChunkRef(s.getSectionId(), s.getEpoch(), s.getFirstChunk()))
        .toList();
  }

  static ReadSnapshotsReply readReply(ChunkPage page) {
    ReadSnapshotsReply.Builder reply = ReadSnapshotsReply.newBuilder().setMore(page.more());
    for (SnapshotChunk chunk : page.chunks()) {
      reply
          .addChunksBuilder()
          .setSectionId(chunk.sectionId())
          .setEpoch(chunk.epoch())
          .setChunk(chunk.chunk())
          .setContent(UnsafeByteOperations.unsafeWrap(chunk.content())); // nobody changes it
    }
    return reply.build();
  }
}
