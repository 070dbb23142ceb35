package io.seqsvr.store.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Message;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.StatusMapping;
import io.seqsvr.api.store.v1.AcquireEntry;
import io.seqsvr.api.store.v1.AcquireReply;
import io.seqsvr.api.store.v1.AcquireRequest;
import io.seqsvr.api.store.v1.Acquired;
import io.seqsvr.api.store.v1.GetClusterRequest;
import io.seqsvr.api.store.v1.InspectRequest;
import io.seqsvr.api.store.v1.ReleaseEntry;
import io.seqsvr.api.store.v1.ReleaseRequest;
import io.seqsvr.api.store.v1.ReserveEntry;
import io.seqsvr.api.store.v1.ReserveReply;
import io.seqsvr.api.store.v1.ReserveRequest;
import io.seqsvr.api.store.v1.Section;
import io.seqsvr.api.store.v1.SequenceStoreGrpc;
import io.seqsvr.api.store.v1.SequenceStoreGrpc.SequenceStoreBlockingStub;
import io.seqsvr.cluster.core.RandomId;
import io.seqsvr.store.core.StoreStartException;
import io.seqsvr.store.mysql.TestDatabase;
import io.seqsvr.store.mysql.TestMariaDb;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A whole store, through its port and on a real database: hunts bad input that is accepted, that
 * changes something or that is answered without a reason, and a call that outlives its deadline.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StoreServerTest {
  private static final String ID = RandomId.next();
  private static final String HEX = "32 lowercase hexadecimal digits";
  private static final int SECTIONS = 1_024;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private TestDatabase database;
  private StoreServer server;
  private ManagedChannel channel;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    database = TestMariaDb.start(directory);
    server = StoreServer.start(properties("server"), registry);
    channel = ManagedChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
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

  private Map<String, String> properties(String name) {
    return new HashMap<>(
        Map.of(
            "seqsvr.store.database.url", database.jdbcUrl(name),
            "seqsvr.store.database.username", database.user(),
            "seqsvr.store.database.password", database.password(),
            "seqsvr.store.database.pool-size", "2",
            "seqsvr.store.grpc.port", "0"));
  }

  private SequenceStoreBlockingStub stub() {
    return SequenceStoreGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
  }

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
            Section.newBuilder().setSectionId(3).setEpoch(2).setBase(0).setMaxSeq(300).build());
    assertThat(entries("reserve", "STORE_WENT_BACK")).isPositive();
  }

  @Test
  void largestCallFits() {
    AcquireRequest request =
        acquire(
            IntStream.range(20, 1_020)
                .mapToObj(StoreServerTest::acquireEntry)
                .toArray(AcquireEntry.Builder[]::new));
    assertThat(stub().acquire(request).getResultsList())
        .hasSize(1_000)
        .allMatch(result -> result.hasAcquired());
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("badCalls")
  void badCallIsRefusedWithItsFieldAndChangesNothing(String field, String limit, Message request) {
    List<Section> before = inspect(0, SECTIONS - 1);
    SeqsvrException refusal = refusal(request);
    assertThat(refusal.reason()).isEqualTo(ErrorReason.INVALID_ARGUMENT);
    assertThat(refusal.metadata())
        .containsEntry("field", field)
        .containsEntry("limit", limit)
        .containsKey("value");
    assertThat(inspect(0, SECTIONS - 1)).isEqualTo(before);
  }

  private Stream<Arguments> badCalls() {
    AcquireEntry.Builder good = acquireEntry(10);
    String sections = "0..1023";
    String any = Long.toString(Long.MAX_VALUE);
    return Stream.of(
        Arguments.of("cluster_id", HEX, acquire(good).toBuilder().clearClusterId().build()),
        Arguments.of("owner", HEX, acquire(good).toBuilder().setOwner("' OR 1=1").build()),
        Arguments.of("owner", HEX, acquire(good).toBuilder().clearOwner().build()),
        Arguments.of("entries", "1..1000", acquire()),
        Arguments.of("entries", "1..1000", tooMany()),
        Arguments.of("entries[1].section_id", "named once in a call", acquire(good, good)),
        Arguments.of("entries[1].section_id", sections, acquire(good, acquireEntry(SECTIONS))),
        Arguments.of("entries[0].section_id", sections, acquire(acquireEntry(-1))),
        Arguments.of("entries[0].section_id", sections, acquire(acquireEntry(Integer.MAX_VALUE))),
        Arguments.of(
            "entries[0].expected_epoch",
            "0.." + any,
            acquire(acquireEntry(10).setExpectedEpoch(-1))),
        Arguments.of(
            "entries[0].attempt_id", HEX, acquire(acquireEntry(10).setAttemptId("0".repeat(33)))),
        Arguments.of("entries[0].step", "1..1000000000", acquire(acquireEntry(10).setStep(0))),
        Arguments.of("entries[0].step", "1..1000000000", acquire(acquireEntry(10).setStep(-1))),
        Arguments.of(
            "entries[0].step", "1..1000000000", acquire(acquireEntry(10).setStep(Long.MAX_VALUE))),
        Arguments.of(
            "cluster_id", HEX, reserve(reserveEntry()).toBuilder().setClusterId("x").build()),
        Arguments.of("entries", "1..1000", reserve()),
        Arguments.of(
            "entries[1].section_id",
            "named once in a call",
            reserve(reserveEntry(), reserveEntry())),
        Arguments.of(
            "entries[0].section_id", sections, reserve(reserveEntry().setSectionId(SECTIONS))),
        Arguments.of("entries[0].epoch", "1.." + any, reserve(reserveEntry().setEpoch(0))),
        Arguments.of(
            "entries[0].expected_max_seq",
            "0.." + (Long.MAX_VALUE - 1),
            reserve(reserveEntry().setExpectedMaxSeq(-1))),
        Arguments.of(
            "entries[0].new_max_seq", "101..1000000100", reserve(reserveEntry().setNewMaxSeq(100))),
        Arguments.of(
            "entries[0].new_max_seq",
            "101..1000000100",
            reserve(reserveEntry().setNewMaxSeq(Long.MAX_VALUE))),
        Arguments.of(
            "cluster_id", HEX, release(releaseEntry()).toBuilder().clearClusterId().build()),
        Arguments.of("entries", "1..1000", release()),
        Arguments.of(
            "entries[1].section_id",
            "named once in a call",
            release(releaseEntry(), releaseEntry())),
        Arguments.of("entries[0].section_id", sections, release(releaseEntry().setSectionId(-1))),
        Arguments.of("entries[0].epoch", "1.." + any, release(releaseEntry().setEpoch(-7))),
        Arguments.of(
            "first_section", sections, InspectRequest.newBuilder().setFirstSection(-1).build()),
        Arguments.of(
            "last_section",
            "5..1023",
            InspectRequest.newBuilder().setFirstSection(5).setLastSection(4).build()),
        Arguments.of(
            "last_section",
            sections,
            InspectRequest.newBuilder().setLastSection(SECTIONS).build()));
  }

  @Test
  void callForAnotherClusterIsRefused() {
    String other = RandomId.next();
    for (Message request :
        List.of(
            acquire(acquireEntry(10)).toBuilder().setClusterId(other).build(),
            InspectRequest.newBuilder().setClusterId(other).build())) {
      SeqsvrException refusal = refusal(request);
      assertThat(refusal.reason()).isEqualTo(ErrorReason.CLUSTER_MISMATCH);
      assertThat(refusal.metadata())
          .containsEntry("expected", other)
          .containsEntry("actual", server.cluster().id());
    }
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
  void healthAndReflectionAreServed() {
    assertThat(
            HealthGrpc.newBlockingStub(channel)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus())
        .isEqualTo(ServingStatus.SERVING);
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
          .isInstanceOf(StoreStartException.class)
          .hasMessageContaining("innodb_flush_log_at_trx_commit is 0, must be 1");
      properties.put("seqsvr.store.allow-unsafe-durability", "true");
      StoreServer.start(properties).close();
    } finally {
      database.execute("server", "SET GLOBAL innodb_flush_log_at_trx_commit = 1");
    }
  }

  @Test
  void plaintextOffLoopbackIsRefusedUnlessAllowed() {
    Map<String, String> properties = properties("server");
    properties.put("seqsvr.store.grpc.address", "0.0.0.0");
    assertThatThrownBy(() -> StoreServer.start(properties))
        .hasStackTraceContaining("seqsvr.store.grpc.address is not loopback and TLS is off");
    properties.put("seqsvr.store.grpc.allow-plaintext", "true");
    StoreServer.start(properties).close();
  }

  private List<Section> inspect(int first, int last) {
    return stub()
        .inspect(InspectRequest.newBuilder().setFirstSection(first).setLastSection(last).build())
        .getSectionsList();
  }

  private SeqsvrException refusal(Message request) {
    StatusRuntimeException failure =
        catchThrowableOfType(StatusRuntimeException.class, () -> send(request));
    assertThat(failure).isNotNull();
    return StatusMapping.fromThrowable(failure).orElseThrow(() -> failure).refusal();
  }

  private void send(Message request) {
    if (request instanceof AcquireRequest r) {
      assertThat(stub().acquire(r)).isNotNull();
    } else if (request instanceof ReserveRequest r) {
      assertThat(stub().reserve(r)).isNotNull();
    } else if (request instanceof ReleaseRequest r) {
      assertThat(stub().release(r)).isNotNull();
    } else {
      assertThat(stub().inspect((InspectRequest) request)).isNotNull();
    }
  }

  private double entries(String call, String outcome) {
    return registry
        .get("seqsvr.store.entries")
        .tags("call", call, "outcome", outcome)
        .counter()
        .count();
  }

  private AcquireRequest tooMany() {
    return acquire(
        IntStream.range(0, 1_001)
            .mapToObj(StoreServerTest::acquireEntry)
            .toArray(AcquireEntry.Builder[]::new));
  }

  private static AcquireEntry.Builder acquireEntry(int section) {
    return AcquireEntry.newBuilder().setSectionId(section).setAttemptId(ID).setStep(1);
  }

  private static ReserveEntry.Builder reserveEntry() {
    return ReserveEntry.newBuilder()
        .setSectionId(10)
        .setEpoch(1)
        .setExpectedMaxSeq(100)
        .setNewMaxSeq(200);
  }

  private static ReleaseEntry.Builder releaseEntry() {
    return ReleaseEntry.newBuilder().setSectionId(10).setEpoch(1);
  }

  private AcquireRequest acquire(AcquireEntry.Builder... entries) {
    AcquireRequest.Builder request =
        AcquireRequest.newBuilder().setClusterId(server.cluster().id()).setOwner(ID);
    Stream.of(entries).forEach(request::addEntries);
    return request.build();
  }

  private ReserveRequest reserve(ReserveEntry.Builder... entries) {
    ReserveRequest.Builder request =
        ReserveRequest.newBuilder().setClusterId(server.cluster().id());
    Stream.of(entries).forEach(request::addEntries);
    return request.build();
  }

  private ReleaseRequest release(ReleaseEntry.Builder... entries) {
    ReleaseRequest.Builder request =
        ReleaseRequest.newBuilder().setClusterId(server.cluster().id());
    Stream.of(entries).forEach(request::addEntries);
    return request.build();
  }
}
