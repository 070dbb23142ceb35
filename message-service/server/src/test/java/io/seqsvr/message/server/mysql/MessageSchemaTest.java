package io.seqsvr.message.server.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.database.Connections;
import io.seqsvr.database.DatabaseStartException;
import io.seqsvr.database.TestDatabase;
import io.seqsvr.database.TestMariaDb;
import io.seqsvr.message.server.lane.LaneEpoch;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hunts a service that serves another cluster's messages, at its start or later. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MessageSchemaTest {
  private static final MessageCluster CLUSTER = new MessageCluster("a".repeat(32), 8, "xxh3-64");

  private TestDatabase server;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    server = TestMariaDb.start(directory);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private MessageSchema schema(String name) {
    return new MessageSchema(server.settings(name), InstantSource.system());
  }

  @Test
  void severalStartsAtOnceMakeOneDatabase() {
    List<CompletableFuture<Void>> starts =
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    CompletableFuture.runAsync(
                        () -> {
                          schema("together").migrate();
                          schema("together").claim(CLUSTER);
                        }))
            .toList();
    CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new)).join();
    try (HikariDataSource pool = pool("together")) {
      assertThat(LogDatabase.storage(pool).acquireLanes())
          .isEqualTo(IntStream.range(0, 8).mapToObj(lane -> new LaneEpoch(lane, 1)).toList());
    }
  }

  @Test
  void anotherClusterOrLaneCountIsRefusedWithBothValues() {
    schema("claimed").migrate();
    schema("claimed").claim(CLUSTER);
    schema("claimed").claim(CLUSTER);
    assertMismatch(new MessageCluster(CLUSTER.clusterId(), 16, "xxh3-64"), "lane_count", "16", "8");
    String other = "b".repeat(32);
    assertMismatch(
        new MessageCluster(other, 8, "xxh3-64"),
        "cluster id of the sequence service",
        other,
        CLUSTER.clusterId());
    assertMismatch(new MessageCluster(CLUSTER.clusterId(), 8, "md5"), "hash", "md5", "xxh3-64");
  }

  private void assertMismatch(MessageCluster cluster, String what, String here, String there) {
    SeqsvrException refusal =
        catchThrowableOfType(SeqsvrException.class, () -> schema("claimed").claim(cluster));
    assertThat(refusal.reason()).isEqualTo(ErrorReason.CLUSTER_MISMATCH);
    assertThat(refusal.metadata())
        .containsEntry("what", what)
        .containsEntry("expected", here)
        .containsEntry("actual", there);
  }

  @Test
  void aDatabaseThatWasReplacedIsNotUsed() throws Exception {
    schema("replaced").migrate();
    schema("replaced").claim(CLUSTER);
    try (HikariDataSource pool = pool("replaced")) {
      MysqlLaneStorage storage = LogDatabase.storage(pool);
      assertThat(storage.acquireLanes()).hasSize(8);
      server.execute("replaced", "UPDATE message_cluster SET cluster_id = 'another'");
      pool.getHikariPoolMXBean().softEvictConnections();
      assertUnavailable(storage);
      server.execute("replaced", "DROP TABLE message_cluster");
      assertUnavailable(storage);
    }
  }

  private static void assertUnavailable(MysqlLaneStorage storage) {
    assertThatThrownBy(() -> storage.lookup(List.of("c"), List.of(), List.of()))
        .isInstanceOfSatisfying(
            SeqsvrException.class,
            e -> assertThat(e.reason()).isEqualTo(ErrorReason.STORE_UNAVAILABLE));
  }

  @Test
  void smallPacketsAreRefused() throws Exception {
    schema("packets").migrate();
    server.execute("packets", "SET GLOBAL max_allowed_packet = 1048576");
    try {
      assertThatThrownBy(() -> schema("packets").migrate())
          .isInstanceOf(DatabaseStartException.class)
          .hasMessageContaining("max_allowed_packet is 1048576, must be >= 4194304");
    } finally {
      server.execute("packets", "SET GLOBAL max_allowed_packet = 16777216");
    }
  }

  private HikariDataSource pool(String name) {
    return Connections.pool(server.settings(name), "schema", new ClusterCheck(CLUSTER));
  }
}
