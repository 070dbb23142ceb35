package io.seqsvr.store.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.RandomId;
import io.seqsvr.database.Connections;
import io.seqsvr.database.DatabaseSettings;
import io.seqsvr.database.DatabaseStartException;
import io.seqsvr.database.FaultyCommits;
import io.seqsvr.database.FaultyCommits.Fate;
import io.seqsvr.database.TestDatabase;
import io.seqsvr.store.core.Acquire;
import io.seqsvr.store.core.CounterReserve;
import io.seqsvr.store.core.Decision;
import io.seqsvr.store.core.HotCounter;
import io.seqsvr.store.core.LeaseRow;
import io.seqsvr.store.core.LeaseStorageContract;
import io.seqsvr.store.core.Release;
import io.seqsvr.store.core.RenewLease;
import io.seqsvr.store.core.Reserve;
import io.seqsvr.store.core.SectionChange;
import io.seqsvr.store.core.SectionRow;
import io.seqsvr.store.core.SectionStorage;
import io.seqsvr.store.core.SnapshotChunk;
import io.seqsvr.store.core.SnapshotSeal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a database adds to the contract: answers that get lost, outages, hangs. Hunts a lost ack
 * that reserves twice, a wait without an end, and an outage that needs a restart of the service.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DatabaseStorageContract extends LeaseStorageContract {
  static final String DATABASE = "contract";

  /** Twice the connect and socket timeouts of the test settings, and a slow machine. */
  private static final Duration BOUND = Duration.ofSeconds(6);

  private static final Duration RECOVERY = Duration.ofSeconds(15);

  private TestDatabase database;
  private ClusterIdentity identity;
  private HikariDataSource pool;
  private FaultyCommits commits;
  private MysqlSectionStorage storage;
  private DatabaseRows rows;

  abstract TestDatabase startDatabase(Path directory) throws Exception;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    database = startDatabase(directory);
    open();
  }

  private void open() {
    rows = new DatabaseRows(database, DATABASE);
    DatabaseSettings settings = database.settings(DATABASE);
    identity = openSchema(settings);
    pool = pool(settings, identity);
    commits = new FaultyCommits(pool);
  }

  @AfterAll
  void stop() throws Exception {
    try {
      if (pool != null) {
        pool.close();
      }
    } finally {
      if (database != null) {
        database.close();
      }
    }
  }

  @BeforeEach
  void useThePool() {
    storage = new MysqlSectionStorage(pool, Duration.ofSeconds(1));
  }

  @AfterEach
  void healthyAgain() {
    commits.next();
  }

  @Override
  protected SectionStorage storage() {
    return storage;
  }

  @Override
  protected void put(SectionRow row) throws Exception {
    rows.put(row);
  }

  @Override
  protected void put(LeaseRow row) throws Exception {
    rows.put(row);
  }

  @Override
  protected void put(HotCounter counter) throws Exception {
    rows.put(counter);
  }

  @Override
  protected List<Long> stored(int sectionId) throws Exception {
    return rows.counters(sectionId);
  }

  @Test
  void lostAckIsReadBackAndNothingIsDoneTwice() throws Exception {
    storage = new MysqlSectionStorage(commits, Duration.ofSeconds(1));
    for (Fate fate : List.of(Fate.DONE_UNHEARD, Fate.NOT_DONE)) {
      put(SectionRow.unused(40));
      Acquire acquire = new Acquire(40, 0, OWNER, RandomId.next(), STEP);
      SectionRow reserved = new SectionRow(40, 1, OWNER, 100, 250, "");
      CounterReserve counter = new CounterReserve(40, 1, 7, 0, 900, false);
      SnapshotChunk chunk = new SnapshotChunk(40, 1, 0, new byte[] {1});
      SnapshotSeal seal = new SnapshotSeal(1, 1, 5);
      SectionRow free = new SectionRow(40, 2, "", 100, 250, "", false, seal);
      Acquire clean = new Acquire(40, 2, OWNER, RandomId.next(), STEP, true);
      SectionRow again =
          new SectionRow(40, 3, OWNER, 100, 250, clean.attemptId(), true, SnapshotSeal.NONE);
      assertDoneWith(fate, acquire, owned(acquire, 0, 100));
      assertDoneWith(fate, new Reserve(40, 1, 100, 250), reserved);
      commits.next(fate);
      assertThat(reserve(counter).refusal()).isEmpty();
      assertThat(counters(40, 1)).containsExactly(new HotCounter(40, 7, 900));
      commits.next(fate);
      assertThat(write(chunk).refusal()).isEmpty();
      assertDoneWith(fate, new Release(40, 1, seal), free);
      assertDoneWith(fate, clean, again);
      assertThat(counters(40, 3)).containsExactly(new HotCounter(40, 7, 900));
      database.execute(DATABASE, "DELETE FROM hot_counter WHERE section_id = 40");
    }
  }

  private void assertDoneWith(Fate fate, SectionChange change, SectionRow expected) {
    commits.next(fate);
    assertThat(done(change)).isEqualTo(expected);
    assertThat(commits.left()).isZero();
    assertThat(row(40)).isEqualTo(expected);
  }

  /** In between the section went to somebody else: the answer is what the row says by then. */
  @Test
  void lostAckOfAChangeThatWasOvertakenIsARefusal() throws Exception {
    put(new SectionRow(41, 1, OWNER, 0, 100, RandomId.next()));
    Reserve reserve = new Reserve(41, 1, 100, 200);
    SectionRow taken = new SectionRow(41, 2, RandomId.next(), 200, 300, RandomId.next());
    FaultyCommits overtaken = new FaultyCommits(pool);
    overtaken.afterALoss(() -> put(taken));
    overtaken.next(Fate.DONE_UNHEARD);
    storage = new MysqlSectionStorage(overtaken, Duration.ofSeconds(1));

    assertThat(apply(reserve).refusal())
        .hasValueSatisfying(r -> assertThat(r.reason()).isEqualTo(ErrorReason.NOT_OWNER));
  }

  /**
   * A session that another section's counters and chunks are locked by holds nobody up: statements
   * find their rows by index also while the tables are small.
   */
  @Test
  void otherSectionsRowsAreNotWaitedFor() throws Exception {
    own(45, 100, 200);
    own(46, 100, 200);
    reserve(new CounterReserve(45, 1, 1, 0, 900, false));
    reserve(new CounterReserve(46, 1, 1, 0, 150, false));
    write(new SnapshotChunk(45, 1, 0, new byte[] {1}));
    write(new SnapshotChunk(46, 1, 0, new byte[] {1}));
    try (Connection other = database.connect(DATABASE);
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.executeQuery("SELECT * FROM section_snapshot WHERE section_id = 45 FOR UPDATE");
      statement.executeQuery("SELECT * FROM hot_counter WHERE section_id = 45 FOR UPDATE");

      assertThat(reserve(new CounterReserve(46, 1, 2, 0, 900, false)).refusal()).isEmpty();
      done(new Reserve(46, 1, 200, 300));
      assertThat(counters(46, 1)).containsExactly(new HotCounter(46, 2, 900));
      write(new SnapshotChunk(46, 1, 1, new byte[] {1}));
      done(new Release(46, 1));
      other.rollback();
    }
  }

  /** Counters without those that the next owner's base stands for would be handed out again. */
  @Test
  void countersAreOfTheMomentOfTheirSection() throws Exception {
    own(49, 100, 200);
    HotCounter counter = new HotCounter(49, 7, 250);
    put(counter);
    fence(OWNER);
    Acquire next = new Acquire(49, 1, newOwner(), RandomId.next(), STEP);
    MysqlSectionStorage others = storage;
    Interruptions interrupted =
        new Interruptions(
            pool,
            "FROM hot_counter",
            () -> {
              assertThat(others.apply(List.of(next)).get(0).refusal()).isEmpty();
              assertThat(others.apply(List.of(new Reserve(49, 2, 300, 400)))).hasSize(1);
            });
    storage = new MysqlSectionStorage(interrupted, Duration.ofSeconds(1));
    assertThat(counters(49, 1)).containsExactly(counter);
    storage = others;
    assertThat(counters(49, 2)).isEmpty();
  }

  @Test
  void outcomeThatStaysUnknownIsUnavailableAndCanBeRepeated() throws Exception {
    put(new SectionRow(42, 1, OWNER, 0, 100, RandomId.next()));
    storage = new MysqlSectionStorage(commits, Duration.ofSeconds(1));
    commits.next(Fate.DONE_UNHEARD, Fate.DONE_UNHEARD);
    Reserve reserve = new Reserve(42, 1, 100, 200);

    assertUnavailable(reserve);
    assertThat(done(reserve).maxSeq()).isEqualTo(200);
  }

  @Test
  void killedDatabaseIsUnavailableAndComesBack() throws Exception {
    put(new SectionRow(43, 1, OWNER, 0, 100, RandomId.next()));
    done(new Reserve(43, 1, 100, 200));
    database.kill();
    try {
      assertUnavailable(new Reserve(43, 1, 200, 300));
      assertUnavailable(new Reserve(43, 1, 200, 300));
    } finally {
      database.restart();
    }
    assertThat(eventuallyDone(new Reserve(43, 1, 200, 300)).maxSeq()).isEqualTo(300);
  }

  @Test
  void hungDatabaseIsUnavailableWithinTheBoundAndComesBack() throws Exception {
    put(new SectionRow(44, 1, OWNER, 0, 100, RandomId.next()));
    done(new Reserve(44, 1, 100, 200));
    database.pause();
    try {
      assertUnavailable(new Reserve(44, 1, 200, 300));
      assertUnavailable(new Reserve(44, 1, 200, 300));
    } finally {
      database.resume();
    }
    assertThat(eventuallyDone(new Reserve(44, 1, 200, 300)).maxSeq()).isEqualTo(300);
  }

  @Test
  void unsafeDurabilityIsRefusedAtTheStartAndAtEveryNewConnection() throws Exception {
    database.execute(DATABASE, "SET GLOBAL innodb_flush_log_at_trx_commit = 2");
    try {
      DatabaseSettings settings = database.settings(DATABASE);
      assertThatThrownBy(
              () -> new StoreSchema(settings, InstantSource.system()).open(SECTIONS, "xxh3-64"))
          .isInstanceOf(DatabaseStartException.class)
          .hasMessageContaining("innodb_flush_log_at_trx_commit is 2, must be 1")
          .hasMessageContaining("seqsvr.test.allow-unsafe-durability=true");
      try (HikariDataSource late = pool(settings, identity)) {
        storage = new MysqlSectionStorage(late, Duration.ofSeconds(1));
        assertUnavailable(new Release(47, 1));
      }
      new StoreSchema(withUnsafeAllowed(settings), InstantSource.system())
          .open(SECTIONS, "xxh3-64");
    } finally {
      database.execute(DATABASE, "SET GLOBAL innodb_flush_log_at_trx_commit = 1");
    }
  }

  /** Under the old identity a blank database would hand out every seq a second time. */
  @Test
  void databaseThatWasReplacedIsNotUsed() throws Exception {
    for (boolean unsafeAllowed : new boolean[] {false, true}) {
      String name = "replaced" + unsafeAllowed;
      DatabaseSettings settings = database.settings(name);
      DatabaseSettings poolSettings = unsafeAllowed ? withUnsafeAllowed(settings) : settings;
      ClusterIdentity first = openSchema(settings);
      try (HikariDataSource live = pool(poolSettings, first)) {
        storage = new MysqlSectionStorage(live, Duration.ofSeconds(1));
        Acquire acquire = new Acquire(48, 0, OWNER, RandomId.next(), STEP);
        new DatabaseRows(database, name).put(lease(OWNER, LeaseRow.State.HELD));
        done(acquire);

        database.execute(name, "DROP DATABASE " + name);
        database.kill();
        database.restart();
        assertUnavailable(acquire);
        assertThat(openSchema(settings)).isNotEqualTo(first);
        assertUnavailable(acquire);
        assertNoLeases();
        assertThat(countOwned(name)).isZero();
        database.execute(name, "UPDATE cluster SET id = '" + first.id() + "'");
        new DatabaseRows(database, name).put(lease(OWNER, LeaseRow.State.HELD));
        assertThat(eventuallyDone(acquire).epoch()).isEqualTo(1);
      }
    }
  }

  /** Under the old identity a node would take itself for alive by the rows of another cluster. */
  private void assertNoLeases() {
    RenewLease renewal =
        new RenewLease(RandomId.next(), "node-1", "127.0.0.1:7201", 1_000_000_000, 100_000_000, 0);
    assertThatThrownBy(() -> storage.changeLease(renewal, 1)).isInstanceOf(SeqsvrException.class);
    assertThatThrownBy(() -> storage.readLeases("", 10)).isInstanceOf(SeqsvrException.class);
  }

  private int countOwned(String name) throws Exception {
    try (Connection connection = database.connect(name);
        Statement statement = connection.createStatement();
        var result = statement.executeQuery("SELECT COUNT(*) FROM section WHERE epoch > 0")) {
      result.next();
      return result.getInt(1);
    }
  }

  private static ClusterIdentity openSchema(DatabaseSettings settings) {
    return new StoreSchema(settings, InstantSource.system()).open(SECTIONS, "xxh3-64").identity();
  }

  private static HikariDataSource pool(DatabaseSettings settings, ClusterIdentity identity) {
    return Connections.pool(settings, "contract", new IdentityCheck(identity));
  }

  private static DatabaseSettings withUnsafeAllowed(DatabaseSettings s) {
    return new DatabaseSettings(
        s.keyPrefix(),
        s.url(),
        s.username(),
        s.password(),
        s.poolSize(),
        s.connectTimeout(),
        s.socketTimeout(),
        s.lockWaitTimeout(),
        s.pausedWriterTimeout(),
        s.migrate(),
        true);
  }

  /** Connections to the database under test. */
  final DataSource pool() {
    return pool;
  }

  /** Makes a storage the one under test. */
  final MysqlSectionStorage use(DataSource connections) {
    return use(connections, Duration.ofSeconds(1));
  }

  /** Makes a storage the one under test, whose transactions may be silent for some time. */
  final MysqlSectionStorage use(DataSource connections, Duration pausedWriterTimeout) {
    storage = new MysqlSectionStorage(connections, pausedWriterTimeout);
    return storage;
  }

  /** The database under test, for more tests of a subclass. */
  final TestDatabase database() {
    return database;
  }

  private void assertUnavailable(SectionChange change) {
    long start = System.nanoTime();
    SeqsvrException refusal =
        catchThrowableOfType(SeqsvrException.class, () -> storage.apply(List.of(change)));
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(refusal).isNotNull();
    assertThat(refusal.reason()).isEqualTo(ErrorReason.STORE_UNAVAILABLE);
    assertThat(refusal.retryAfter()).isPresent();
    assertThat(took).isLessThan(BOUND);
  }

  /** Repeats a change, as its caller would, until the database is back. */
  private SectionRow eventuallyDone(SectionChange change) throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      try {
        List<Decision> decisions = storage.apply(List.of(change));
        assertThat(decisions.get(0).refusal()).isEmpty();
        return decisions.get(0).row();
      } catch (SeqsvrException e) {
        assertThat(e.reason()).isEqualTo(ErrorReason.STORE_UNAVAILABLE);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(RECOVERY);
        Thread.sleep(e.retryAfter().orElseThrow().toMillis());
      }
    }
  }
}
