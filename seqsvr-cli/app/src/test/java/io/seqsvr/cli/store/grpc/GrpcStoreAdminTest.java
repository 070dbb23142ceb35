package io.seqsvr.cli.store.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.store.v1.NodeLease;
import io.seqsvr.api.store.v1.RaiseSectionsResult;
import io.seqsvr.api.store.v1.RenewLeaseRequest;
import io.seqsvr.api.store.v1.Section;
import io.seqsvr.api.store.v1.SequenceStoreGrpc;
import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.store.StoreAdmin;
import io.seqsvr.cli.store.StoreOptions;
import io.seqsvr.embedded.EmbeddedMariaDb;
import io.seqsvr.embedded.MariaDbConfig;
import io.seqsvr.store.config.StoreServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The calls on a real store: hunts a page that is left out, and an error without its reason. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GrpcStoreAdminTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private EmbeddedMariaDb database;
  private StoreServer server;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    database = EmbeddedMariaDb.start(MariaDbConfig.of(directory));
    server =
        StoreServer.start(
            Map.of(
                "seqsvr.store.database.url",
                database.jdbcUrl("store") + "&createDatabaseIfNotExist=true",
                "seqsvr.store.database.username",
                database.user(),
                "seqsvr.store.database.password",
                database.password(),
                "seqsvr.store.section-count",
                "2048",
                "seqsvr.store.grpc.port",
                "0",
                "seqsvr.store.grpc.call-timeout",
                "30s"));
  }

  @AfterAll
  void stop() {
    if (server != null) {
      server.close();
    }
    if (database != null) {
      database.close();
    }
  }

  @Test
  void sectionsOfTheWholeClusterAreRaisedAndRead() throws Exception {
    try (StoreAdmin store = open()) {
      assertThat(store.cluster().getId()).isEqualTo(server.cluster().id());
      assertThat(store.raise(0, 2_047, 5_000))
          .hasSize(2_048)
          .allMatch(RaiseSectionsResult::hasRaised);
      assertThat(store.inspect(0, 2_047))
          .hasSize(2_048)
          .allMatch(section -> section.getMaxSeq() == 5_000);
      assertThat(store.raise(7, 7, 1)).hasSize(1);
      assertThat(store.inspect(7, 8))
          .extracting(Section::getMaxSeq)
          .containsExactly(5_000L, 5_000L);
    }
  }

  @Test
  void leasesAreRead() throws Exception {
    String incarnation = "a".repeat(32);
    ManagedChannel channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    try {
      RenewLeaseRequest renew =
          RenewLeaseRequest.newBuilder()
              .setClusterId(server.cluster().id())
              .setIncarnation(incarnation)
              .setNodeId("alloc-1")
              .setAddress("127.0.0.1:7201")
              .setLeaseNanos(1_000_000_000)
              .setMarginNanos(100_000_000)
              .build();
      assertThat(SequenceStoreGrpc.newBlockingStub(channel).renewLease(renew).getDone()).isTrue();
    } finally {
      channel.shutdownNow();
    }
    try (StoreAdmin store = open()) {
      assertThat(store.leases()).extracting(NodeLease::getIncarnation).containsExactly(incarnation);
    }
  }

  @Test
  void refusalKeepsItsReason() throws Exception {
    try (StoreAdmin store = open()) {
      assertThatThrownBy(() -> store.inspect(5, 2_048))
          .isInstanceOfSatisfying(
              SeqsvrException.class,
              refusal -> assertThat(refusal.reason()).isEqualTo(ErrorReason.INVALID_ARGUMENT))
          .hasMessage("last_section must be 5..2047: 2048");
    }
  }

  @Test
  void noAnswerIsOneLine() throws Exception {
    try (StoreAdmin store = GrpcStoreAdmin.open(StoreOptions.of("127.0.0.1:1"), TIMEOUT)) {
      assertThatThrownBy(store::cluster)
          .isInstanceOf(CommandFailedException.class)
          .hasMessage("no answer from 127.0.0.1:1: UNAVAILABLE");
    }
  }

  private StoreAdmin open() throws CommandFailedException {
    return GrpcStoreAdmin.open(StoreOptions.of("127.0.0.1:" + server.port()), TIMEOUT);
  }
}
