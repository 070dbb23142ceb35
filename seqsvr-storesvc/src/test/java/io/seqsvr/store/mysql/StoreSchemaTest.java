package io.seqsvr.store.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.LeaseTerms;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.database.Connections;
import io.seqsvr.database.DatabaseSettings;
import io.seqsvr.database.DatabaseStartException;
import io.seqsvr.database.TestDatabase;
import io.seqsvr.database.TestMariaDb;
import io.seqsvr.store.core.Acquire;
import io.seqsvr.store.core.Decision;
import io.seqsvr.store.core.LeaseRow;
import io.seqsvr.store.core.RenewLease;
import io.seqsvr.store.core.Reserve;
import io.seqsvr.store.core.SectionRow;
import io.seqsvr.store.core.SectionStorage;
import io.seqsvr.store.core.StoredCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hunts a second identity: at a second start, at two starts at once, with other settings. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StoreSchemaTest {
  private static final String HASH = "xxh3-64";

  private TestDatabase database;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    database = TestMariaDb.start(directory);
  }

  @AfterAll
  void stop() throws Exception {
    if (database != null) {
      database.close();
    }
  }

  @Test
  void secondStartKeepsTheIdentity() {
    Instant birth = Instant.ofEpochMilli(1_700_000_000_123L);
    StoredCluster first = schema("twice", () -> birth).open(1_024, HASH);
    StoredCluster second = schema("twice", InstantSource.system()).open(1_024, HASH);

    assertThat(second).isEqualTo(first);
    assertThat(second.createdAt()).isEqualTo(birth);
    assertThat(second.identity().sectionCount()).isEqualTo(1_024);
    assertThat(schema("another", InstantSource.system()).open(1_024, HASH).identity().id())
        .isNotEqualTo(first.identity().id());
  }

  @Test
  void largestClusterFits() {
    assertThat(schema("large", InstantSource.system()).open(16_384, HASH).identity().sectionCount())
        .isEqualTo(16_384);
  }

  @Test
  void otherSettingsAreRefusedWithBothValues() {
    schema("fixed", InstantSource.system()).open(64, HASH);
    assertMismatch("fixed", 128, HASH, "section_count is 128 here and 64 in the database");
    assertMismatch("fixed", 64, "crc", "hash is crc here and xxh3-64 in the database");
  }

  @Test
  void lostRowsAreRefused() throws Exception {
    schema("lost", InstantSource.system()).open(64, HASH);
    database.execute("lost", "DELETE FROM section WHERE section_id = 5");
    assertMismatch("lost", 64, HASH, "number of section rows is 64 here and 63 in the database");
  }

  @Test
  void startsAtOnceAgreeOnOneIdentity() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 10; round++) {
        String name = "race" + round;
        CountDownLatch go = new CountDownLatch(1);
        List<CompletableFuture<StoredCluster>> starts =
            Stream.generate(
                    () ->
                        CompletableFuture.supplyAsync(
                            () -> {
                              await(go);
                              return schema(name, InstantSource.system()).open(1_024, HASH);
                            },
                            threads))
                .limit(4)
                .toList();
        go.countDown();
        assertThat(starts.stream().map(CompletableFuture::join).distinct()).hasSize(1);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void unreachableDatabaseIsOneClearLine() {
    DatabaseSettings s = database.settings("nowhere");
    DatabaseSettings elsewhere =
        new DatabaseSettings(
            s.keyPrefix(),
            "jdbc:mysql://127.0.0.1:1/nowhere",
            s.username(),
            "secret-of-the-test",
            s.poolSize(),
            s.connectTimeout(),
            s.socketTimeout(),
            s.lockWaitTimeout(),
            s.pausedWriterTimeout(),
            true,
            false);
    assertThatThrownBy(() -> new StoreSchema(elsewhere, InstantSource.system()).open(64, HASH))
        .isInstanceOf(DatabaseStartException.class)
        .hasMessageContaining("cannot use the database jdbc:mysql://127.0.0.1:1/nowhere")
        .hasMessageNotContaining("secret-of-the-test");
  }

  /**
   * Rows of a store that knew neither hot counters nor snapshots nor leases: all of them stay as
   * they are, and their owners are over.
   */
  @Test
  void rowsOfTheFirstVersionAreKept() throws Exception {
    DatabaseSettings settings = database.settings("upgrade");
    Flyway.configure(StoreSchema.class.getClassLoader())
        .dataSource(settings.url(), settings.username(), settings.password())
        .locations("classpath:db/migration/store")
        .table("store_schema_history")
        .target("1")
        .load()
        .migrate();
    String id = "c".repeat(32);
    String owner = "a".repeat(32);
    String attempt = "1".repeat(32);
    database.execute("upgrade", "INSERT INTO cluster VALUES (1, '" + id + "', 2, 'xxh3-64', 77)");
    database.execute(
        "upgrade",
        "INSERT INTO section VALUES (0, 5, '"
            + owner
            + "', 100, 300, '"
            + attempt
            + "'),"
            + " (1, 8, '', 200, 400, '')");

    assertThat(schema("upgrade", InstantSource.system()).open(2, HASH).identity().id())
        .isEqualTo(id);
    HikariDataSource pool = Connections.pool(settings, "upgrade", connection -> {});
    try (pool) {
      SectionStorage storage = new MysqlSectionStorage(pool, Duration.ofSeconds(1));
      assertThat(storage.read(0, 1))
          .containsExactly(
              new SectionRow(0, 5, owner, 100, 300, attempt),
              new SectionRow(1, 8, "", 200, 400, ""));
      List<LeaseRow> leases = storage.readLeases("", 10);
      assertThat(leases).extracting(LeaseRow::incarnation).containsExactly(owner);
      assertThat(leases).allMatch(lease -> lease.isFenced() && lease.updatedAtMillis() > 0);
      assertWellFormed(leases.get(0));
      String next = "b".repeat(32);
      storage.changeLease(
          new RenewLease(next, "node-1", "127.0.0.1:7201", 1_000_000_000, 100_000_000, 0), 7);
      List<Decision> decisions =
          storage.apply(
              List.of(new Reserve(0, 5, 300, 350), new Acquire(1, 8, next, attempt, 100, true)));
      assertThat(decisions.get(0).row()).isEqualTo(new SectionRow(0, 5, owner, 300, 350, ""));
      assertThat(decisions.get(1).refusal()).as("it left no snapshot").isPresent();
      Acquire takeOver = new Acquire(0, 5, next, attempt, 100);
      assertThat(storage.apply(List.of(takeOver)).get(0).row())
          .isEqualTo(new SectionRow(0, 6, next, 350, 450, attempt));
    }
  }

  /** Whoever reads leases makes these of them, and is not told which ones are old. */
  private static void assertWellFormed(LeaseRow lease) {
    assertThat(new LeaseTerms(lease.leaseNanos(), lease.marginNanos())).isNotNull();
    assertThat(new NodeIdentity(lease.nodeId(), lease.incarnation(), lease.address())).isNotNull();
  }

  @Test
  void tablesOfAnotherServiceInTheSameDatabaseDoNotMatter() throws Exception {
    database.execute("shared", "CREATE TABLE message (id INT PRIMARY KEY)");
    assertThat(schema("shared", InstantSource.system()).open(64, HASH)).isNotNull();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void assertMismatch(String name, int sections, String hash, String message) {
    SeqsvrException refusal =
        catchThrowableOfType(
            SeqsvrException.class, () -> schema(name, InstantSource.system()).open(sections, hash));
    assertThat(refusal).hasMessageContaining(message);
    assertThat(refusal.reason()).isEqualTo(ErrorReason.CLUSTER_MISMATCH);
  }

  private StoreSchema schema(String name, InstantSource clock) {
    return new StoreSchema(database.settings(name), clock);
  }
}
