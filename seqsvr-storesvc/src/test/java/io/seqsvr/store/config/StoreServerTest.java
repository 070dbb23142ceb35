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
import io.seqsvr.api.store.v1.FenceLeaseReply;
import io.seqsvr.api.store.v1.FenceLeaseRequest;
import io.seqsvr.api.store.v1.GetClusterRequest;
import io.seqsvr.api.store.v1.HotCounter;
import io.seqsvr.api.store.v1.NodeLease;
import io.seqsvr.api.store.v1.RaiseSectionsReply;
import io.seqsvr.api.store.v1.ReadCountersReply;
import io.seqsvr.api.store.v1.ReadLeasesReply;
import io.seqsvr.api.store.v1.ReadLeasesRequest;
import io.seqsvr.api.store.v1.ReadSnapshotsReply;
import io.seqsvr.api.store.v1.ReleaseEntry;
import io.seqsvr.api.store.v1.RenewLeaseReply;
import io.seqsvr.api.store.v1.RenewLeaseRequest;
import io.seqsvr.api.store.v1.ReserveCountersReply;
import io.seqsvr.api.store.v1.ReserveEntry;
import io.seqsvr.api.store.v1.ReserveReply;
import io.seqsvr.api.store.v1.ReservedCounter;
import io.seqsvr.api.store.v1.Section;
import io.seqsvr.api.store.v1.SequenceStoreGrpc;
import io.seqsvr.api.store.v1.SnapshotChunk;
import io.seqsvr.api.store.v1.SnapshotSeal;
import io.seqsvr.api.store.v1.StoreError;
import io.seqsvr.cluster.core.RandomId;
import io.seqsvr.database.DatabaseStartException;
import java.time.Duration;
import java.util.ArrayList;
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
  void sectionIsTakenOverOnceItsOwnersLeaseIsFenced() {
    String dead = RandomId.next();
    NodeLease made =
        NodeLease.newBuilder()
            .setIncarnation(dead)
            .setNodeId("node-1")
            .setAddress("127.0.0.1:7201")
            .setVersion(1)
            .setState(NodeLease.State.HELD)
            .setLeaseNanos(1_000_000_000)
            .setMarginNanos(100_000_000)
            .build();
    RenewLeaseRequest.Builder renew = renewLease().setIncarnation(dead);
    RenewLeaseReply first = stub().renewLease(renew.build());
    assertThat(first.getDone()).isTrue();
    assertThat(first.getLease().getUpdatedAtMillis()).isPositive();
    assertThat(first.getLease().toBuilder().clearUpdatedAtMillis().build()).isEqualTo(made);
    assertThat(stub().renewLease(renew.build()).getDone()).as("made before").isFalse();
    AcquireRequest.Builder of = acquire(acquireEntry(12)).toBuilder().setOwner(dead);
    assertThat(stub().acquire(of.build()).getResults(0).hasAcquired()).isTrue();

    AcquireRequest take =
        acquire(acquireEntry(12).setExpectedEpoch(1).setAttemptId(RandomId.next()));
    StoreError moving = stub().acquire(take).getResults(0).getError();
    assertThat(moving.getReason()).isEqualTo("SECTION_MOVING");
    assertThat(moving.getMetadataMap()).containsEntry("section", "12").containsEntry("owner", dead);
    assertThat(moving.getRetryAfterMillis()).isEqualTo(50);

    FenceLeaseRequest.Builder fence = fenceLease().setIncarnation(dead);
    assertThat(stub().fenceLease(fence.setExpectedVersion(2).build()).getDone()).isFalse();
    FenceLeaseReply fenced = stub().fenceLease(fence.setExpectedVersion(1).build());
    assertThat(fenced.getDone()).isTrue();
    assertThat(fenced.getLease().getState()).isEqualTo(NodeLease.State.FENCED);
    assertThat(stub().acquire(take).getResults(0).hasAcquired()).isTrue();
    RenewLeaseReply late = stub().renewLease(renew.setExpectedVersion(2).build());
    assertThat(late.getDone()).isFalse();
    assertThat(late.getLease()).isEqualTo(fenced.getLease());
    StoreError lost =
        stub().acquire(of.setEntries(0, acquireEntry(13)).build()).getResults(0).getError();
    assertThat(lost.getReason()).isEqualTo("LEASE_LOST");
    assertThat(lost.hasRetryAfterMillis()).isTrue();
    ReadLeasesReply all = stub().readLeases(ReadLeasesRequest.getDefaultInstance());
    assertThat(all.getLeasesList()).contains(fenced.getLease());
    assertThat(all.getMore()).isFalse();
    RenewLeaseReply none =
        stub()
            .renewLease(renewLease().setIncarnation(RandomId.next()).setExpectedVersion(5).build());
    assertThat(none).isEqualTo(RenewLeaseReply.getDefaultInstance());
  }

  /**
   * Whoever makes a lease tidies up; only what has been over for an hour, and is named by nobody.
   */
  @Test
  void oldFencedLeasesAreForgottenWhenOneIsMade() throws Exception {
    String old = RandomId.next();
    String young = RandomId.next();
    for (String id : List.of(old, young)) {
      send(renewLease().setIncarnation(id).build());
      send(fenceLease().setIncarnation(id).build());
    }
    database.execute(
        "server",
        "UPDATE node_lease SET updated_at = updated_at - 3700000 WHERE incarnation = '"
            + old
            + "'");
    send(renewLease().setIncarnation(young).setExpectedVersion(2).build());
    assertThat(incarnations()).contains(old, young);
    send(renewLease().setIncarnation(RandomId.next()).build());
    assertThat(incarnations()).contains(young).doesNotContain(old);
  }

  private List<String> incarnations() {
    return stub().readLeases(ReadLeasesRequest.getDefaultInstance()).getLeasesList().stream()
        .map(NodeLease::getIncarnation)
        .toList();
  }

  @Test
  void raisedSectionsKeepTheirOwnersAndShutThemOut() {
    send(acquire(acquireEntry(14).setStep(100)));
    RaiseSectionsReply raised =
        stub()
            .raiseSections(
                raise(raiseEntry().setSectionId(14), raiseEntry().setSectionId(15).setAtLeast(7)));
    assertThat(raised.getResultsList())
        .extracting(r -> r.getRaised().getEpoch() + " " + r.getRaised().getMaxSeq())
        .containsExactly("1000001 5000", "1000000 7");
    assertThat(inspect(14, 14))
        .containsExactly(
            Section.newBuilder()
                .setSectionId(14)
                .setEpoch(1_000_001)
                .setOwner(ID)
                .setMaxSeq(5_000)
                .build());
    ReserveEntry.Builder reserve =
        reserveEntry().setSectionId(14).setExpectedMaxSeq(5_000).setNewMaxSeq(5_100);
    assertThat(stub().reserve(reserve(reserve)).getResults(0).getError().getReason())
        .isEqualTo("NOT_OWNER");
    Acquired again =
        stub()
            .acquire(acquire(acquireEntry(14).setExpectedEpoch(1_000_001)))
            .getResults(0)
            .getAcquired();
    assertThat(again.getBase()).isEqualTo(5_000);
    assertThat(entries("raise_sections", "OK")).isPositive();
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
      List<StatusRuntimeException> failures = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        failures.add(
            catchThrowableOfType(
                StatusRuntimeException.class,
                () ->
                    SequenceStoreGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(1_500, TimeUnit.MILLISECONDS)
                        .acquire(acquire(acquireEntry(11)))));
      }
      // The answer comes 200 ms before the deadline: one of them may fall into a longer pause.
      assertThat(failures)
          .filteredOn(StoreServerTest::isStoreUnavailable)
          .as("%s", failures)
          .hasSizeBetween(3, 4);
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

  private static boolean isStoreUnavailable(StatusRuntimeException failure) {
    return StatusMapping.fromThrowable(failure)
        .filter(mapped -> mapped.refusal().reason() == ErrorReason.STORE_UNAVAILABLE)
        .isPresent();
  }
}
