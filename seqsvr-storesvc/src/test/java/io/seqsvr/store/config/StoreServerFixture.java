package io.seqsvr.store.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.StatusMapping;
import io.seqsvr.api.store.v1.AcquireEntry;
import io.seqsvr.api.store.v1.AcquireRequest;
import io.seqsvr.api.store.v1.FenceLeaseRequest;
import io.seqsvr.api.store.v1.InspectRequest;
import io.seqsvr.api.store.v1.OwnedSection;
import io.seqsvr.api.store.v1.RaiseSectionsEntry;
import io.seqsvr.api.store.v1.RaiseSectionsRequest;
import io.seqsvr.api.store.v1.ReadCountersRequest;
import io.seqsvr.api.store.v1.ReadLeasesRequest;
import io.seqsvr.api.store.v1.ReadSnapshotsRequest;
import io.seqsvr.api.store.v1.ReleaseEntry;
import io.seqsvr.api.store.v1.ReleaseRequest;
import io.seqsvr.api.store.v1.RenewLeaseRequest;
import io.seqsvr.api.store.v1.ReserveCountersEntry;
import io.seqsvr.api.store.v1.ReserveCountersRequest;
import io.seqsvr.api.store.v1.ReserveEntry;
import io.seqsvr.api.store.v1.ReserveRequest;
import io.seqsvr.api.store.v1.Section;
import io.seqsvr.api.store.v1.SequenceStoreGrpc;
import io.seqsvr.api.store.v1.SequenceStoreGrpc.SequenceStoreBlockingStub;
import io.seqsvr.api.store.v1.SnapshotChunk;
import io.seqsvr.api.store.v1.SnapshotRef;
import io.seqsvr.api.store.v1.WriteSnapshotsRequest;
import io.seqsvr.cluster.core.RandomId;
import io.seqsvr.database.TestDatabase;
import io.seqsvr.database.TestMariaDb;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole store on a real database, and a channel to its port. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StoreServerFixture {
  static final String ID = RandomId.next();
  static final int SECTIONS = 1_024;

  protected final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  protected TestDatabase database;
  protected StoreServer server;
  protected ManagedChannel channel;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    database = TestMariaDb.start(directory);
    server = StoreServer.start(properties("server"), registry);
    channel = ManagedChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    assertThat(stub().renewLease(renewLease().build()).getDone()).isTrue();
  }

  @AfterAll
  void stop() {
    if (channel != null) {
      channel.shutdownNow();
    }
    if (server != null) {
      server.close();
    }
    if (database != null) {
      database.close();
    }
  }

  final Map<String, String> properties(String name) {
    return new HashMap<>(
        Map.of(
            "seqsvr.store.database.url", database.jdbcUrl(name),
            "seqsvr.store.database.username", database.user(),
            "seqsvr.store.database.password", database.password(),
            "seqsvr.store.database.pool-size", "2",
            "seqsvr.store.grpc.port", "0"));
  }

  final SequenceStoreBlockingStub stub() {
    return SequenceStoreGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  final List<Section> inspect(int first, int last) {
    return stub()
        .inspect(InspectRequest.newBuilder().setFirstSection(first).setLastSection(last).build())
        .getSectionsList();
  }

  final SeqsvrException refusal(Message request) {
    StatusRuntimeException failure =
        catchThrowableOfType(StatusRuntimeException.class, () -> send(request));
    assertThat(failure).isNotNull();
    return StatusMapping.fromThrowable(failure).orElseThrow(() -> failure).refusal();
  }

  final void send(Message request) {
    Message reply;
    if (request instanceof AcquireRequest r) {
      reply = stub().acquire(r);
    } else if (request instanceof ReserveRequest r) {
      reply = stub().reserve(r);
    } else if (request instanceof ReserveCountersRequest r) {
      reply = stub().reserveCounters(r);
    } else if (request instanceof ReadCountersRequest r) {
      reply = stub().readCounters(r);
    } else if (request instanceof WriteSnapshotsRequest r) {
      reply = stub().writeSnapshots(r);
    } else if (request instanceof ReadSnapshotsRequest r) {
      reply = stub().readSnapshots(r);
    } else if (request instanceof ReleaseRequest r) {
      reply = stub().release(r);
    } else if (request instanceof RenewLeaseRequest r) {
      reply = stub().renewLease(r);
    } else if (request instanceof FenceLeaseRequest r) {
      reply = stub().fenceLease(r);
    } else if (request instanceof ReadLeasesRequest r) {
      reply = stub().readLeases(r);
    } else if (request instanceof RaiseSectionsRequest r) {
      reply = stub().raiseSections(r);
    } else {
      reply = stub().inspect((InspectRequest) request);
    }
    assertThat(reply).isNotNull();
  }

  static AcquireEntry.Builder acquireEntry(int section) {
    return AcquireEntry.newBuilder().setSectionId(section).setAttemptId(ID).setStep(1);
  }

  static ReserveEntry.Builder reserveEntry() {
    return ReserveEntry.newBuilder()
        .setSectionId(10)
        .setEpoch(1)
        .setExpectedMaxSeq(100)
        .setNewMaxSeq(200);
  }

  static ReleaseEntry.Builder releaseEntry() {
    return ReleaseEntry.newBuilder().setSectionId(10).setEpoch(1);
  }

  final AcquireRequest acquire(AcquireEntry.Builder... entries) {
    AcquireRequest.Builder request =
        AcquireRequest.newBuilder().setClusterId(server.cluster().id()).setOwner(ID);
    Stream.of(entries).forEach(request::addEntries);
    return request.build();
  }

  /**
   * The call that makes the lease of the incarnation ID, which owns the sections of these tests.
   */
  final RenewLeaseRequest.Builder renewLease() {
    return RenewLeaseRequest.newBuilder()
        .setClusterId(server.cluster().id())
        .setIncarnation(ID)
        .setNodeId("node-1")
        .setAddress("127.0.0.1:7201")
        .setLeaseNanos(1_000_000_000)
        .setMarginNanos(100_000_000);
  }

  final FenceLeaseRequest.Builder fenceLease() {
    return FenceLeaseRequest.newBuilder()
        .setClusterId(server.cluster().id())
        .setIncarnation(ID)
        .setExpectedVersion(1);
  }

  final RaiseSectionsRequest raise(RaiseSectionsEntry.Builder... entries) {
    RaiseSectionsRequest.Builder request =
        RaiseSectionsRequest.newBuilder().setClusterId(server.cluster().id());
    Stream.of(entries).forEach(request::addEntries);
    return request.build();
  }

  static RaiseSectionsEntry.Builder raiseEntry() {
    return RaiseSectionsEntry.newBuilder().setSectionId(10).setAtLeast(5_000);
  }

  final ReserveRequest reserve(ReserveEntry.Builder... entries) {
    ReserveRequest.Builder request =
        ReserveRequest.newBuilder().setClusterId(server.cluster().id());
    Stream.of(entries).forEach(request::addEntries);
    return request.build();
  }

  final ReleaseRequest release(ReleaseEntry.Builder... entries) {
    ReleaseRequest.Builder request =
        ReleaseRequest.newBuilder().setClusterId(server.cluster().id());
    Stream.of(entries).forEach(request::addEntries);
    return request.build();
  }

  static ReserveCountersEntry.Builder counterEntry(long hash) {
    return ReserveCountersEntry.newBuilder()
        .setSectionId(10)
        .setEpoch(1)
        .setHash(hash)
        .setExpectedMaxSeq(100)
        .setNewMaxSeq(200);
  }

  static SnapshotChunk.Builder chunk(int chunk, int bytes) {
    return SnapshotChunk.newBuilder()
        .setSectionId(10)
        .setEpoch(1)
        .setChunk(chunk)
        .setContent(ByteString.copyFrom(new byte[bytes]));
  }

  final ReserveCountersRequest reserveCounters(ReserveCountersEntry.Builder... entries) {
    ReserveCountersRequest.Builder request =
        ReserveCountersRequest.newBuilder().setClusterId(server.cluster().id());
    Stream.of(entries).forEach(request::addEntries);
    return request.build();
  }

  final ReadCountersRequest.Builder readCounters(int... sections) {
    ReadCountersRequest.Builder request =
        ReadCountersRequest.newBuilder().setClusterId(server.cluster().id()).setLimit(100);
    for (int section : sections) {
      request.addSections(OwnedSection.newBuilder().setSectionId(section).setEpoch(1));
    }
    return request;
  }

  final WriteSnapshotsRequest writeSnapshots(SnapshotChunk.Builder... chunks) {
    WriteSnapshotsRequest.Builder request =
        WriteSnapshotsRequest.newBuilder().setClusterId(server.cluster().id());
    Stream.of(chunks).forEach(request::addChunks);
    return request.build();
  }

  final ReadSnapshotsRequest.Builder readSnapshots(int... sections) {
    ReadSnapshotsRequest.Builder request =
        ReadSnapshotsRequest.newBuilder().setClusterId(server.cluster().id());
    for (int section : sections) {
      request.addSnapshots(SnapshotRef.newBuilder().setSectionId(section).setEpoch(1));
    }
    return request;
  }
}
