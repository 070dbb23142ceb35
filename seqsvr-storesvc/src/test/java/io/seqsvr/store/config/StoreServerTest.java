package io.seqsvr.store.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.StatusMapping;
import io.seqsvr.api.store.v1.AcquireEntry;
import io.seqsvr.api.store.v1.AcquireReply;
import io.seqsvr.api.store.v1.AcquireRequest;
import io.seqsvr.api.store.v1.Acquired;
import io.seqsvr.api.store.v1.GetClusterRequest;
import io.seqsvr.api.store.v1.HotCounter;
import io.seqsvr.api.store.v1.ReadCountersReply;
import io.seqsvr.api.store.v1.ReadSnapshotsReply;
import io.seqsvr.api.store.v1.ReleaseEntry;
import io.seqsvr.api.store.v1.ReserveCountersReply;
import io.seqsvr.api.store.v1.ReserveEntry;
import io.seqsvr.api.store.v1.ReserveReply;
import io.seqsvr.api.store.v1.ReservedCounter;
import io.seqsvr.api.store.v1.Section;
import io.seqsvr.api.store.v1.SequenceStoreGrpc;
import io.seqsvr.api.store.v1.SnapshotChunk;
import io.seqsvr.api.store.v1.SnapshotSeal;
import io.seqsvr.database.DatabaseStartException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A whole store, from its start to its end: hunts one that starts where it must not, and a call
 * that outlives its deadline.
 */
final class StoreServerTest extends StoreServerFixture {
  @Test
  void clusterIsTheOneOfTheDatabase() {
    var cluster = stub().getCluster(GetClusterRequest.getDefaultInstance()).getCluster();
    assertThat(cluster.getId()).isEqualTo(server.cluster().id());
    assertThat(cluster.getSectionCount()).isEqualTo(SECTIONS);
    assertThat(cluster.getHash()).isEqualTo("xxh3-64");
    assertThat(cluster.getCreatedAtMillis()).isPositive();
  }

  @Test
  void sectionIsTakenUsedAndGivenBack() {
    AcquireReply acquired = stub().acquire(acquire(acquireEntry(3).setStep(100)));
    assertThat(acquired.getResults(0).getAcquired())
        .isEqualTo(
            Acquired.newBuilder().setSectionId(3).setEpoch(1).setBase(0).setMaxSeq(100).build());

    ReserveReply reserved =
        stub()
            .reserve(
                reserve(
                    ReserveEntry.newBuilder()
                        .setSectionId(3)
                        .setEpoch(1)
                        .setExpectedMaxSeq(100)
                        .setNewMaxSeq(300),
                    ReserveEntry.newBuilder()
                        .setSectionId(4)
                        .setEpoch(9)
                        .setExpectedMaxSeq(100)
                        .setNewMaxSeq(300)));
    assertThat(reserved.getResults(0).getReserved().getMaxSeq()).isEqualTo(300);
    assertThat(reserved.getResults(1).getError().getReason()).isEqualTo("STORE_WENT_BACK");
    assertThat(reserved.getResults(1).getError().getMetadataMap())
        .containsEntry("section", "4")
        .containsEntry("expected", "9")
        .containsEntry("actual", "0");

    var released = stub().release(release(ReleaseEntry.newBuilder().setSectionId(3).setEpoch(1)));
    assertThat(released.getResults(0).getReleased().getEpoch()).isEqualTo(2);
    assertThat(inspect(3, 3))
        .containsExactly(
            Section.newBuilder().setSectionId(3).setEpoch(2).setBase(100).setMaxSeq(300).build());
    assertThat(entries("reserve", "STORE_WENT_BACK")).isPositive();
  }

  @Test
  void sectionIsHandedOverWithItsCounters() {
    send(acquire(acquireEntry(10).setStep(100)));
    ReserveCountersReply reserved =
        stub()
            .reserveCounters(
                reserveCounters(
                    counterEntry(-7).setExpectedMaxSeq(0).setNewMaxSeq(500),
                    counterEntry(8).setNewMaxSeq(500)));
    assertThat(reserved.getResults(0).getReserved())
        .isEqualTo(
            ReservedCounter.newBuilder().setSectionId(10).setHash(-7).setMaxSeq(500).build());
    assertThat(reserved.getResults(1).getError().getReason()).isEqualTo("STORE_WENT_BACK");
    assertThat(entries("reserve_counters", "STORE_WENT_BACK")).isPositive();
    ReadCountersReply counters = stub().readCounters(readCounters(9, 10).build());
    assertThat(counters.getCountersList())
        .containsExactly(
            HotCounter.newBuilder().setSectionId(10).setHash(-7).setMaxSeq(500).build());
    assertThat(counters.getRefusedList())
        .extracting(r -> r.getSectionId() + " " + r.getError().getReason())
        .containsExactly("9 STORE_WENT_BACK");

    SnapshotChunk.Builder chunk = chunk(0, 16);
    send(writeSnapshots(chunk));
    SnapshotSeal seal = SnapshotSeal.newBuilder().setChunks(1).setChecksum(-3).build();
    send(release(releaseEntry().setSnapshot(seal)));
    Section free = inspect(10, 10).get(0);
    assertThat(free.getSnapshotEpoch()).isEqualTo(1);
    assertThat(free.getSnapshot()).isEqualTo(seal);
    assertThat(stub().readSnapshots(readSnapshots(10).build()))
        .isEqualTo(ReadSnapshotsReply.newBuilder().addChunks(chunk).build());

    AcquireReply clean =
        stub().acquire(acquire(acquireEntry(10).setExpectedEpoch(2).setClean(true)));
    assertThat(clean.getResults(0).getAcquired())
        .isEqualTo(
            Acquired.newBuilder().setSectionId(10).setEpoch(3).setBase(0).setMaxSeq(100).build());
    assertThat(inspect(10, 10).get(0).hasSnapshot()).isFalse();
  }

  @Test
  void largestCallsWithChunksFit() {
    send(acquire(acquireEntry(1_020)));
    SnapshotChunk.Builder[] chunks =
        IntStream.range(0, 32)
            .mapToObj(i -> chunk(i, 65_536).setSectionId(1_020))
            .toArray(SnapshotChunk.Builder[]::new);
    assertThat(stub().writeSnapshots(writeSnapshots(chunks)).getResultsList())
        .hasSize(32)
        .allMatch(result -> !result.hasError());
    assertThat(stub().readSnapshots(readSnapshots(1_020).build()).getChunksList()).hasSize(32);
  }

  @Test
  void largestCallFits() {
    AcquireRequest request =
        acquire(
            IntStream.range(20, 1_020)
                .mapToObj(StoreServerFixture::acquireEntry)
                .toArray(AcquireEntry.Builder[]::new));
    assertThat(stub().acquire(request).getResultsList())
        .hasSize(1_000)
        .allMatch(result -> result.hasAcquired());
  }

  @Test
  void hungDatabaseIsAnsweredBeforeTheDeadlineAndComesBack() throws Exception {
    // The first refusal of a process loads its classes, which can take longer than the margin.
    assertThat(refusal(acquire()).reason()).isEqualTo(ErrorReason.INVALID_ARGUMENT);
    database.pause();
    try {
      for (int i = 0; i < 4; i++) {
        StatusRuntimeException failure =
            catchThrowableOfType(
                StatusRuntimeException.class,
                () ->
                    SequenceStoreGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(1_500, TimeUnit.MILLISECONDS)
                        .acquire(acquire(acquireEntry(11))));
        assertThat(StatusMapping.fromThrowable(failure))
            .as("%s", failure)
            .hasValueSatisfying(
                r -> assertThat(r.refusal().reason()).isEqualTo(ErrorReason.STORE_UNAVAILABLE));
      }
      assertThatCode(() -> stub().getCluster(GetClusterRequest.getDefaultInstance()))
          .doesNotThrowAnyException();
    } finally {
      database.resume();
    }
    long start = System.nanoTime();
    while (true) {
      try {
        assertThat(inspect(0, 0)).hasSize(1);
        return;
      } catch (StatusRuntimeException e) {
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
      }
    }
  }

  @Test
  void healthAndReflectionAreServed() throws Exception {
    assertThat(
            HealthGrpc.newBlockingStub(channel)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus())
        .isEqualTo(ServingStatus.SERVING);
    assertThat(reflectedServices()).contains("seqsvr.store.v1.SequenceStore");
  }

  private List<String> reflectedServices() throws Exception {
    CompletableFuture<List<String>> names = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> requests =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse reply) {
                    names.complete(
                        reply.getListServicesResponse().getServiceList().stream()
                            .map(service -> service.getName())
                            .toList());
                  }

                  @Override
                  public void onError(Throwable t) {
                    names.completeExceptionally(t);
                  }

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    List<String> found = names.get(10, TimeUnit.SECONDS);
    requests.onCompleted();
    return found;
  }

  @Test
  void secondStoreOnTheSameDatabaseIsOfTheSameCluster() {
    try (StoreServer second = StoreServer.start(properties("server"))) {
      assertThat(second.cluster()).isEqualTo(server.cluster());
      assertThat(second.port()).isNotEqualTo(server.port());
    }
  }

  @Test
  void otherSectionCountIsRefused() {
    Map<String, String> other = properties("server");
    other.put("seqsvr.store.section-count", "512");
    assertThatThrownBy(() -> StoreServer.start(other))
        .isInstanceOf(SeqsvrException.class)
        .hasMessage("section_count is 512 here and 1024 in the database; it cannot change");
  }

  @Test
  void unsafeDatabaseIsRefusedUnlessAllowed() throws Exception {
    database.execute("server", "SET GLOBAL innodb_flush_log_at_trx_commit = 0");
    try {
      Map<String, String> properties = properties("server");
      assertThatThrownBy(() -> StoreServer.start(properties))
          .isInstanceOf(DatabaseStartException.class)
          .hasMessageContaining("innodb_flush_log_at_trx_commit is 0, must be 1")
          .hasMessageContaining("seqsvr.store.allow-unsafe-durability=true");
      properties.put("seqsvr.store.allow-unsafe-durability", "true");
      StoreServer.start(properties).close();
    } finally {
      database.execute("server", "SET GLOBAL innodb_flush_log_at_trx_commit = 1");
    }
  }

  @Test
  void plaintextOffLoopbackIsRefusedUnlessAllowed() {
    Map<String, String> past = properties("server");
    past.put("spring.grpc.server.address", "0.0.0.0");
    assertThatThrownBy(() -> StoreServer.start(past))
        .hasStackTraceContaining("seqsvr.store.grpc.address is not loopback and TLS is off");
    Map<String, String> properties = properties("server");
    properties.put("seqsvr.store.grpc.address", "0.0.0.0");
    assertThatThrownBy(() -> StoreServer.start(properties))
        .hasStackTraceContaining("seqsvr.store.grpc.address is not loopback and TLS is off");
    properties.put("seqsvr.store.grpc.allow-plaintext", "true");
    StoreServer.start(properties).close();
  }

  @Test
  void misspeltKeyIsRefusedByName() {
    Map<String, String> properties = properties("server");
    properties.put("seqsvr.store.database.pol-size", "3");
    assertThatThrownBy(() -> StoreServer.start(properties))
        .hasStackTraceContaining("seqsvr.store.database.pol-size");
  }

  private double entries(String call, String outcome) {
    return registry
        .get("seqsvr.store.entries")
        .tags("call", call, "outcome", outcome)
        .counter()
        .count();
  }
}
