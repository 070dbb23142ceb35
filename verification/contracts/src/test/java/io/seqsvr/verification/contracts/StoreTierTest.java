package io.seqsvr.verification.contracts;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seqsvr.alloc.core.SectionStore;
import io.seqsvr.alloc.core.SectionStoreContract;
import io.seqsvr.alloc.grpc.GrpcSectionStore;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.LeaseRegister;
import io.seqsvr.database.TestDatabase;
import io.seqsvr.database.TestMariaDb;
import io.seqsvr.store.config.StoreServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * The allocator's contract with its store, held over the real store tier: its server, its database,
 * and the allocator's own client. Hunts two sides that read the protocol differently.
 */
class StoreTierTest extends SectionStoreContract {
  private static final String DATABASE = "contract";

  private static TestDatabase database;
  private static StoreServer server;
  private static ManagedChannel channel;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    database = TestMariaDb.start(directory);
    server =
        StoreServer.start(
            Map.of(
                "seqsvr.store.section-count", "8",
                "seqsvr.store.database.url", database.jdbcUrl(DATABASE),
                "seqsvr.store.database.username", database.user(),
                "seqsvr.store.database.password", database.password(),
                "seqsvr.store.grpc.port", "0"),
            new SimpleMeterRegistry());
    channel = ManagedChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  @AfterAll
  static void stop() {
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

  @Override
  protected SectionStore unusedStore() throws Exception {
    database.execute(DATABASE, "DELETE FROM node_lease");
    database.execute(DATABASE, "DELETE FROM hot_counter");
    database.execute(DATABASE, "DELETE FROM section_snapshot");
    database.execute(
        DATABASE,
        "UPDATE section SET epoch = 0, owner = '', base = 0, max_seq = 0, attempt = '',"
            + " attempt_clean = 0, snapshot_epoch = 0, snapshot_chunks = 0, snapshot_sum = 0");
    return new GrpcSectionStore(List.of(channel), Duration.ofSeconds(10));
  }

  @Override
  protected LeaseRegister leases(ClusterIdentity cluster) {
    Duration limit = Duration.ofSeconds(10);
    return new GrpcSectionStore(List.of(channel), limit).leases(cluster, limit);
  }
}
