package io.seqsvr.failover.load;

import io.seqsvr.failover.call.Answer;
import io.seqsvr.failover.call.RouteTable;
import io.seqsvr.failover.call.Seen;
import io.seqsvr.failover.cluster.AllocNode;
import io.seqsvr.failover.process.DrillFailedException;
import io.seqsvr.failover.process.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Single attempts at nodes, recorded. Thread-safe. */
public final class DirectCalls {
  /** Entries that a node takes in one batch. */
  private static final int BATCH = 1_000;

  private static final int MAX_PENDING = 150;
  private static final Duration END_LIMIT = Duration.ofSeconds(30);

  private final Keys keys;
  private final Recorder recorder;
  private final Patience patience;
  private final AtomicInteger pending = new AtomicInteger();

  /** Of these conversations. */
  public DirectCalls(Keys keys, Recorder recorder, Patience patience) {
    this.keys = keys;
    this.recorder = recorder;
    this.patience = patience;
  }

  /** One call; its future does not fail. */
  public CompletableFuture<Answer> next(
      AllocNode node, Seen.Source source, Keys.Key key, long routeVersion, Duration limit) {
    pending.incrementAndGet();
    long start = patience.clock().nanoTime();
    return node.calls()
        .next(key.name(), 1, routeVersion, limit)
        .thenApply(
            answer -> {
              long end = patience.clock().nanoTime();
              recorder.add(source, key, 1, start, end, answer, node.id());
              pending.decrementAndGet();
              return answer;
            });
  }

  /** One seq of each conversation, in batches one after the other; an answer for each. */
  public List<Answer> batch(
      AllocNode node,
      Seen.Source source,
      List<Keys.Key> wanted,
      long routeVersion,
      Duration limit) {
    List<Answer> answers = new ArrayList<>();
    for (int from = 0; from < wanted.size(); from += BATCH) {
      List<Keys.Key> part = wanted.subList(from, Math.min(from + BATCH, wanted.size()));
      long start = patience.clock().nanoTime();
      List<Answer> some =
          node.calls()
              .batch(part.stream().map(Keys.Key::name).toList(), routeVersion, limit)
              .join();
      long end = patience.clock().nanoTime();
      for (int i = 0; i < part.size(); i++) {
        recorder.add(source, part.get(i), 1, start, end, some.get(i), node.id());
      }
      answers.addAll(some);
    }
    return answers;
  }

  /** Whether every section is served by the node that a table names. */
  public boolean isServed(RouteTable table, List<AllocNode> nodes, Duration limit) {
    for (AllocNode node : nodes) {
      List<Keys.Key> wanted = table.sectionsOf(node.id()).stream().map(keys::first).toList();
      List<Answer> answers =
          wanted.isEmpty()
              ? List.of()
              : batch(node, Seen.Source.PROBE, wanted, table.version(), limit);
      if (answers.stream().anyMatch(answer -> answer.outcome() != io.seqsvr.history.Outcome.OK)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether another call may begin. A node that is silent would have to be told of each call that
   * is given up, and ends a connection on which that happens too often.
   */
  boolean hasRoom() {
    return pending.get() < MAX_PENDING;
  }

  /** Waits until every call has ended. */
  public void awaitEnd() throws DrillFailedException, InterruptedException {
    patience.await("the end of all direct calls", END_LIMIT, () -> pending.get() == 0);
  }
}
