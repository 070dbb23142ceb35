package io.seqsvr.message.server.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.database.TestDatabase;
import io.seqsvr.database.TestMariaDb;
import io.seqsvr.message.server.core.Draft;
import io.seqsvr.message.server.core.LogListener;
import io.seqsvr.message.server.core.LogPage;
import io.seqsvr.message.server.core.SendResult;
import io.seqsvr.message.server.core.StoredMessage;
import io.seqsvr.message.server.core.Visibility;
import io.seqsvr.message.server.lane.LaneEnvironment;
import io.seqsvr.message.server.lane.LaneObserver;
import io.seqsvr.message.server.lane.LaneSettings;
import io.seqsvr.message.server.lane.Lanes;
import io.seqsvr.message.server.lane.SeqSource;
import io.seqsvr.message.server.testing.LogWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whether a reader that asks for {@code seq > cursor} ever misses a message that commits late (M3),
 * with 16 writers on one conversation of a real database. Longer runs: {@code
 * -Dseqsvr.test.order.seconds=20}.
 */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CommitOrderTest {
  private static final int WRITERS = 16;
  private static final Duration RUN =
      Duration.ofSeconds(Integer.getInteger("seqsvr.test.order.seconds", 5));

  private TestDatabase server;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    server = TestMariaDb.start(directory);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void nothingIsMissedBehindTheCursorOfAReader() throws Exception {
    try (LogDatabase database = new LogDatabase(server, "lanes")) {
      new LogWriter(LogDatabase.storage(database.pool())).create("c", "u");
      MysqlMessageReads reads = new MysqlMessageReads(LogDatabase.transactions(database.pool()));
      ExecutorService workers = Executors.newFixedThreadPool(2);
      ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
      MysqlLaneStorage storage = LogDatabase.storage(database.pool());
      try (Lanes lanes =
          new Lanes(
              storage,
              new Counters(),
              storage.acquireLanes(),
              new Silent(),
              LaneObserver.NONE,
              LaneSettings.defaults(),
              new LaneEnvironment(
                  workers,
                  (task, nanos) -> {
                    var unused = timer.schedule(task, nanos, TimeUnit.NANOSECONDS);
                  },
                  MonotonicClock.system(),
                  InstantSource.system(),
                  RandomGenerator.of("SecureRandom")))) {
        Outcome outcome =
            run(
                (writer, i) -> {
                  Draft draft = LogWriter.draft("c", "u", writer + "-" + i, true, "x");
                  SendResult result = lanes.send(draft).join();
                  return ((SendResult.Accepted) result).receipt().seq();
                },
                cursor -> {
                  LogPage page = reads.page("u", "c", cursor, Long.MAX_VALUE, 1_000, 1 << 20);
                  assertThat(page.coveredTo()).isLessThanOrEqualTo(page.visibility().headSeq());
                  return page.messages().stream().map(StoredMessage::seq).toList();
                });
        assertThat(outcome.written()).hasSizeGreaterThan(WRITERS * 4);
        assertThat(outcome.missed()).isEmpty();
      } finally {
        workers.shutdownNow();
        timer.shutdownNow();
      }
    }
  }

  /** What lanes are there for: the same poller on numbers that are taken before the insert. */
  @Test
  void numbersTakenBeforeTheInsertAreMissed() throws Exception {
    server.execute("naive", "CREATE TABLE naive (seq BIGINT PRIMARY KEY, body VARCHAR(10))");
    List<Connection> connections = new ArrayList<>();
    for (int i = 0; i <= WRITERS; i++) {
      connections.add(server.connect("naive"));
    }
    AtomicLong counter = new AtomicLong();
    Outcome outcome =
        run(
            (writer, i) -> {
              long seq = counter.incrementAndGet();
              try (PreparedStatement insert =
                  connections.get(writer).prepareStatement("INSERT INTO naive VALUES (?, 'x')")) {
                insert.setLong(1, seq);
                insert.executeUpdate();
              }
              return seq;
            },
            cursor -> select(connections.get(WRITERS), cursor));
    for (Connection connection : connections) {
      connection.close();
    }
    assertThat(outcome.missed()).isNotEmpty();
  }

  private static List<Long> select(Connection connection, long cursor) throws SQLException {
    String sql = "SELECT seq FROM naive WHERE seq > ? ORDER BY seq LIMIT 1000";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, cursor);
      List<Long> seqs = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          seqs.add(row.getLong(1));
        }
      }
      return seqs;
    }
  }

  private interface Write {
    long once(int writer, int i) throws Exception;
  }

  private interface Poll {
    List<Long> after(long cursor) throws Exception;
  }

  /** What was written, and what of it no poll has shown. */
  private record Outcome(Set<Long> written, Set<Long> missed) {}

  private static Outcome run(Write write, Poll poll) throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    Set<Long> written = ConcurrentHashMap.newKeySet();
    Set<Long> seen = new HashSet<>();
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Future<?>> writers = new ArrayList<>();
      for (int w = 0; w < WRITERS; w++) {
        int writer = w;
        Callable<Boolean> task =
            () -> {
              for (int i = 0; !stop.get(); i++) {
                written.add(write.once(writer, i));
              }
              return true;
            };
        writers.add(threads.submit(task));
      }
      long start = System.nanoTime();
      long cursor = 0;
      while (System.nanoTime() - start < RUN.toNanos()) {
        cursor = pollOnce(poll, cursor, seen);
      }
      stop.set(true);
      for (Future<?> writer : writers) {
        writer.get(60, TimeUnit.SECONDS);
      }
      long before;
      do {
        before = cursor;
        cursor = pollOnce(poll, cursor, seen);
      } while (cursor > before);
    } finally {
      stop.set(true);
      threads.shutdownNow();
    }
    Set<Long> missed = new HashSet<>(written);
    missed.removeAll(seen);
    return new Outcome(written, missed);
  }

  private static long pollOnce(Poll poll, long cursor, Set<Long> seen) throws Exception {
    long next = cursor;
    for (long seq : poll.after(cursor)) {
      assertThat(seq).isGreaterThan(next);
      seen.add(seq);
      next = seq;
    }
    return next;
  }

  /** The sequence service, as far as it is needed here. */
  private static final class Counters implements SeqSource {
    private final Map<String, Long> last = new ConcurrentHashMap<>();

    @Override
    public Map<String, Block> take(Map<String, Integer> counts) {
      Map<String, Block> blocks = new HashMap<>();
      counts.forEach(
          (conversation, count) ->
              blocks.put(
                  conversation,
                  new Block.Taken(last.merge(conversation, (long) count, Long::sum) - count + 1)));
      return blocks;
    }
  }

  private static final class Silent implements LogListener {
    @Override
    public void onMessages(String conversation, long epoch, List<StoredMessage> messages) {}

    @Override
    public void onJoined(List<String> users, Visibility visibility) {}

    @Override
    public void onLeft(List<String> users, Visibility visibility) {}
  }
}
