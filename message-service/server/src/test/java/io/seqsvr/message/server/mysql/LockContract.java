package io.seqsvr.message.server.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.database.Attempt;
import io.seqsvr.message.server.core.Draft;
import io.seqsvr.message.server.core.ReadState;
import io.seqsvr.message.server.core.SendKey;
import io.seqsvr.message.server.lane.Append;
import io.seqsvr.message.server.lane.CommitOutcome;
import io.seqsvr.message.server.lane.LaneEpoch;
import io.seqsvr.message.server.lane.LaneStorage;
import io.seqsvr.message.server.testing.LogWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Who waits for whom on a real database. Hunts an owner that writes when its lane is gone, an
 * outcome that is told before it is known, and lanes that wait for each other.
 */
@Timeout(120)
abstract class LockContract {
  /** Waits of the test settings several times over, on a slow machine. */
  private static final Duration BOUND = Duration.ofSeconds(8);

  private LogDatabase database;
  private LaneStorage storage;
  private LogWriter log;

  /** An empty database. */
  abstract LogDatabase open();

  @BeforeEach
  void openDatabase() {
    database = open();
    storage = LogDatabase.storage(database.pool());
    log = new LogWriter(storage);
    log.create("c", "u");
  }

  /** The commit is on its way while its outcome is looked up. */
  @Test
  void resolvingWaitsForTheTransactionThatHoldsTheLane() throws Exception {
    Append append = LogWriter.append(log.head("c"), 1, draft("m"));
    CompletableFuture<LaneStorage.Resolution> resolution;
    try (Connection slow = database.server().connect(database.name())) {
      slow.setAutoCommit(false);
      HeadSql.lockLane(slow, log.lane().lane());
      MessageSql.insert(slow, append.rows());
      resolution = CompletableFuture.supplyAsync(() -> storage.resolve(log.lane(), keys(append)));
      Awaitility.await().atMost(BOUND).until(() -> resolution.isDone() || waitsForALock());
      assertThat(resolution).isNotDone();
      slow.commit();
    }
    assertThat(resolution.get(30, TimeUnit.SECONDS).sends()).hasSize(1);
  }

  private boolean waitsForALock() throws Exception {
    try (Connection connection = database.server().connect(database.name());
        Statement statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT COUNT(*) FROM information_schema.innodb_trx"
                    + " WHERE trx_state = 'LOCK WAIT'")) {
      row.next();
      return row.getInt(1) > 0;
    }
  }

  /** Between its locks and its insert the owner stands still, and another one comes. */
  @Test
  void anOwnerThatStandsStillIsDroppedAndWritesNothing() throws Exception {
    CountDownLatch holdsLocks = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Append append = LogWriter.append(log.head("c"), 1, draft("late"));
    CompletableFuture<Attempt<Boolean>> paused =
        CompletableFuture.supplyAsync(
            () ->
                LogDatabase.transactions(database.pool())
                    .once(
                        connection -> {
                          HeadSql.lockLane(connection, log.lane().lane());
                          HeadSql.lock(connection, List.of("c"));
                          holdsLocks.countDown();
                          await(goOn);
                          MessageSql.insert(connection, append.rows());
                          return true;
                        }));
    await(holdsLocks);
    long start = System.nanoTime();
    LogWriter next = new LogWriter(storage);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
    goOn.countDown();

    assertThat(paused.get(30, TimeUnit.SECONDS)).isInstanceOf(Attempt.RolledBack.class);
    assertThat(next.lane().epoch()).isEqualTo(log.lane().epoch() + 1);
    assertThat(storage.resolve(next.lane(), keys(append)).sends()).isEmpty();
    assertThat(storage.commit(log.lane(), List.of(append)))
        .isEqualTo(new CommitOutcome.Fenced(next.lane().epoch()));
  }

  /** Few rows, of which an optimizer would rather read, and so lock, all. */
  @Test
  void lanesDoNotWaitForEachOthersRows() throws Exception {
    log.create("other", "u");
    try (Connection other = database.server().connect(database.name());
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      other.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      statement.executeQuery("SELECT * FROM lane WHERE lane_id = 5 FOR UPDATE").close();
      statement
          .executeQuery("SELECT * FROM conversation WHERE conv_id = 'other' FOR UPDATE")
          .close();
      statement.executeQuery("SELECT * FROM member WHERE conv_id = 'other' FOR UPDATE").close();
      Append append = LogWriter.append(log.head("c"), 1, draft("m"));
      assertThat(storage.commit(log.lane(), List.of(append)))
          .isEqualTo(new CommitOutcome.Committed());
      assertThat(log.add("c", "v").users()).containsExactly("v");
      assertThat(log.remove("c", "v").users()).containsExactly("v");
      other.rollback();
    }
  }

  @Test
  void readPointersMoveTogetherToTheLargest() throws Exception {
    for (int seq = 1; seq <= 50; seq++) {
      log.send("c", "v", "m" + seq, seq);
    }
    MysqlMessageReads reads = new MysqlMessageReads(LogDatabase.transactions(database.pool()));
    ExecutorService callers = Executors.newFixedThreadPool(4); // as many as connections
    List<Future<ReadState>> calls =
        IntStream.rangeClosed(1, 40)
            .mapToObj(seq -> callers.submit(() -> reads.markRead("u", "c", seq * 37 % 41)))
            .toList();
    callers.shutdown();
    for (Future<ReadState> call : calls) {
      ReadState state = call.get(60, TimeUnit.SECONDS);
      assertThat(state.unread()).isEqualTo(50 - state.readSeq());
    }
    assertThat(reads.markRead("u", "c", 0)).isEqualTo(new ReadState("c", 40, 10));
  }

  /** Another device's call is under way: the answer counts it in. */
  @Test
  void aReadPointerIsReadUnderItsLock() throws Exception {
    for (int seq = 1; seq <= 50; seq++) {
      log.send("c", "v", "m" + seq, seq);
    }
    MysqlMessageReads reads = new MysqlMessageReads(LogDatabase.transactions(database.pool()));
    CompletableFuture<ReadState> call;
    try (Connection slow = database.server().connect(database.name())) {
      slow.setAutoCommit(false);
      ReadSql.move(slow, "u", "c", 30, 30);
      call = CompletableFuture.supplyAsync(() -> reads.markRead("u", "c", 20));
      Awaitility.await().atMost(BOUND).until(() -> call.isDone() || waitsForALock());
      slow.commit();
    }
    assertThat(call.get(30, TimeUnit.SECONDS)).isEqualTo(new ReadState("c", 30, 20));
  }

  /** A busy owner holds a lane for longer than one wait for a lock lasts. */
  @Test
  void takingTheLanesOutlastsAWaitForALock() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    DataSource counted =
        new DelegatingDataSource(database.pool()) {
          @Override
          public Connection getConnection() throws SQLException {
            tries.incrementAndGet();
            return super.getConnection();
          }
        };
    CompletableFuture<List<LaneEpoch>> taken;
    try (Connection busy = database.server().connect(database.name())) {
      busy.setAutoCommit(false);
      HeadSql.lockLane(busy, log.lane().lane());
      taken = CompletableFuture.supplyAsync(() -> LogDatabase.storage(counted).acquireLanes());
      Awaitility.await().atMost(BOUND).until(() -> taken.isDone() || tries.get() > 1);
      busy.commit();
    }
    assertThat(taken.get(30, TimeUnit.SECONDS).get(0).epoch()).isEqualTo(log.lane().epoch() + 1);
  }

  private static Draft draft(String clientMsgId) {
    return LogWriter.draft("c", "u", clientMsgId, true, clientMsgId);
  }

  private static List<SendKey> keys(Append append) {
    return append.rows().stream().map(row -> row.message().key()).toList();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
