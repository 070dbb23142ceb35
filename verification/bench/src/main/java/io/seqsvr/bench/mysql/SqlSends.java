package io.seqsvr.bench.mysql;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.bench.BenchFailedException;
import io.seqsvr.bench.load.AscendingSeqs;
import io.seqsvr.bench.load.Bodies;
import io.seqsvr.bench.load.Conversations;
import io.seqsvr.bench.load.Timing;
import io.seqsvr.bench.load.Window;
import io.seqsvr.bench.load.Workload;
import io.seqsvr.bench.result.Figures;
import io.seqsvr.bench.result.Label;
import io.seqsvr.client.SeqClient;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The peers in a closed loop: so many threads in the process of the load, each with a connection of
 * its own. There is no hop over gRPC, which is an advantage over the message service.
 */
public final class SqlSends implements Workload {
  private static final int USERS = 4;

  /** Opens a writer for one thread. */
  private interface Opening {
    Writer open(long seed) throws SQLException;
  }

  private final Label label;
  private final int conversations;
  private final Database database;
  private final boolean ordered;
  private final Opening opening;
  private final MonotonicClock clock;

  private SqlSends(
      Label label,
      int conversations,
      Database database,
      boolean ordered,
      Opening opening,
      MonotonicClock clock) {
    this.label = label;
    this.conversations = conversations;
    this.database = database;
    this.ordered = ordered;
    this.opening = opening;
    this.clock = clock;
  }

  /** A transaction a message, in the order of the seqs. */
  public static SqlSends ordered(
      Label label, int conversations, Database database, MonotonicClock clock) {
    return new SqlSends(
        label,
        conversations,
        database,
        true,
        seed -> new OrderedWriter(database, seed, InstantSource.system()),
        clock);
  }

  /** A number from the sequence service, then an insert. */
  public static SqlSends numbered(
      Label label, int conversations, Database database, SeqClient seqs, MonotonicClock clock) {
    return new SqlSends(
        label,
        conversations,
        database,
        false,
        seed -> new NumberedWriter(seqs, database, seed, InstantSource.system()),
        clock);
  }

  @Override
  public Label label() {
    return label;
  }

  @Override
  public Figures measure(String run, Timing timing)
      throws BenchFailedException, InterruptedException {
    Conversations ids = new Conversations(run, conversations);
    List<Writer> writers = new ArrayList<>();
    try {
      try (Connection connection = database.open()) {
        PeerTables.addHeads(connection, ids);
      }
      for (int i = 0; i < label.concurrency(); i++) {
        writers.add(opening.open(run.hashCode() + i));
      }
      Window window = new Window(clock, timing);
      long stored = send(writers, ids, window);
      check(ids, stored);
      return window.figures("");
    } catch (SQLException e) {
      throw new BenchFailedException("the peer failed: " + e.getMessage(), e);
    } finally {
      close(writers);
    }
  }

  private long send(List<Writer> writers, Conversations ids, Window window)
      throws BenchFailedException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(writers.size());
    try {
      List<Future<Long>> counts = new ArrayList<>();
      for (int i = 0; i < writers.size(); i++) {
        Writer writer = writers.get(i);
        String user = ids.run() + "-u" + i % USERS;
        Bodies bodies = new Bodies(ids.run().hashCode() + i);
        counts.add(threads.submit(() -> send(writer, user, bodies, ids, window)));
      }
      long stored = 0;
      for (Future<Long> count : counts) {
        stored += count.get();
      }
      return stored;
    } catch (ExecutionException e) {
      throw new BenchFailedException("the peer failed: " + e.getCause(), e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static long send(
      Writer writer, String user, Bodies bodies, Conversations conversations, Window window)
      throws SQLException, BenchFailedException {
    List<String> ids = conversations.ids();
    AscendingSeqs seqs = new AscendingSeqs(ids.size());
    long stored = 0;
    while (window.isOpen()) {
      int conversation = bodies.below(ids.size());
      Send send = new Send(ids.get(conversation), user, bodies.clientMsgId(), bodies.body());
      long start = window.now();
      long seq = writer.write(send);
      window.ended(start);
      stored++;
      if (!seqs.next(conversation, seq)) {
        throw new BenchFailedException("a later send got a lower seq: " + seq);
      }
    }
    return stored;
  }

  private void check(Conversations ids, long stored) throws BenchFailedException {
    StoredLog log = new StoredLog(database);
    if (ordered) {
      log.check(ids, stored);
    } else {
      log.checkRows(ids, stored);
    }
  }

  private static void close(List<Writer> writers) throws BenchFailedException {
    for (Writer writer : writers) {
      try {
        writer.close();
      } catch (SQLException e) {
        throw new BenchFailedException("a connection was not closed: " + e.getMessage(), e);
      }
    }
  }
}
