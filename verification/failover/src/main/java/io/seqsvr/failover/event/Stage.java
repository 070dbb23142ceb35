package io.seqsvr.failover.event;

import io.seqsvr.failover.call.RouteTable;
import io.seqsvr.failover.cluster.AllocNode;
import io.seqsvr.failover.cluster.Cluster;
import io.seqsvr.failover.load.ClientLoad;
import io.seqsvr.failover.load.DirectCalls;
import io.seqsvr.failover.load.DirectLoad;
import io.seqsvr.failover.load.Keys;
import io.seqsvr.failover.load.OtherJudge;
import io.seqsvr.failover.load.Recorder;
import io.seqsvr.failover.load.TableWatcher;
import io.seqsvr.failover.process.DrillFailedException;
import io.seqsvr.failover.process.Patience;
import io.seqsvr.history.HistoryChecker;
import io.seqsvr.history.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * A cluster under calls, and everything that watches it. Confined to one thread; the callers have
 * their own.
 */
public final class Stage implements AutoCloseable {
  private static final int CLIENTS = 2;
  private static final Duration SETTLE_LIMIT = Duration.ofMinutes(2);
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);
  private static final long PROBE_GAP_NANOS = 50_000_000;

  private final Cluster cluster;
  private final Terms terms;
  private final Patience patience;
  private final Consumer<String> progress;
  private final Keys keys;
  private final Recorder recorder;
  private final DirectCalls calls;
  private final TableWatcher watcher;
  private final ClientLoad clients;
  private final DirectLoad direct;

  /**
   * Starts to call.
   *
   * @param history file that is created
   * @param progress takes lines for a person
   */
  public Stage(
      Cluster cluster, Terms terms, Path history, Patience patience, Consumer<String> progress)
      throws IOException {
    this.cluster = cluster;
    this.terms = terms;
    this.patience = patience;
    this.progress = progress;
    this.keys = Keys.of("c", cluster.plan().sections(), terms.conversationsPerSection());
    this.recorder = Recorder.create(history);
    this.calls = new DirectCalls(keys, recorder, patience);
    this.watcher = new TableWatcher(cluster.nodes(), patience);
    this.clients =
        ClientLoad.start(
            cluster.addresses(),
            new ClientLoad.Terms(
                CLIENTS, terms.perSecond(), terms.timeout(), terms.attemptTimeout()),
            keys,
            recorder,
            patience);
    this.direct =
        new DirectLoad(terms.directPerSecond(), cluster.nodes(), keys, watcher, calls, patience);
  }

  Cluster cluster() {
    return cluster;
  }

  Terms terms() {
    return terms;
  }

  Patience patience() {
    return patience;
  }

  Keys keys() {
    return keys;
  }

  Recorder recorder() {
    return recorder;
  }

  DirectCalls calls() {
    return calls;
  }

  TableWatcher watcher() {
    return watcher;
  }

  ClientLoad clients() {
    return clients;
  }

  long now() {
    return patience.clock().nanoTime();
  }

  void say(String line) {
    progress.accept(line);
  }

  /** The node of a name. */
  AllocNode node(String id) throws DrillFailedException {
    return cluster.nodes().stream()
        .filter(node -> node.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new DrillFailedException("no such node: " + id));
  }

  /** A node that owns sections, another one with each turn. */
  AllocNode ownerOf(RouteTable table, int turn) throws DrillFailedException {
    List<AllocNode> owners =
        cluster.nodes().stream().filter(node -> !table.sectionsOf(node.id()).isEmpty()).toList();
    if (owners.isEmpty()) {
      throw new DrillFailedException("nobody owns anything: " + table);
    }
    return owners.get(Math.floorMod(turn, owners.size()));
  }

  /**
   * Waits until the sections are spread evenly and every one of them is served by the node that the
   * newest table names.
   */
  RouteTable settle() throws DrillFailedException, InterruptedException {
    List<String> ids = cluster.nodes().stream().map(AllocNode::id).toList();
    long begin = now();
    while (now() - begin < SETTLE_LIMIT.toNanos()) {
      RouteTable table = watcher.newest();
      if (table.isEvenOver(ids, cluster.plan().evenness())
          && calls.isServed(table, cluster.nodes(), PROBE_LIMIT)
          && watcher.newest().version() == table.version()) {
        return table;
      }
      patience.until(now() + PROBE_GAP_NANOS);
    }
    throw new DrillFailedException(
        "not even and served within " + SETTLE_LIMIT.toSeconds() + " s: " + watcher.newest());
  }

  /**
   * Lets calls go on for the quiet time, and until as many are served as such a time must have: a
   * machine that stood still at its end makes them up first.
   */
  void quiet() throws DrillFailedException, InterruptedException {
    long before = recorder.served();
    long begin = now();
    patience.until(begin + terms.quiet().toNanos());
    patience.await(
        "calls served in the quiet time",
        SETTLE_LIMIT,
        () -> recorder.served() - before >= Bite.floor(terms.perSecond(), now() - begin));
  }

  /**
   * Ends the calls and has the history judged.
   *
   * @return what the judges say
   * @throws DrillFailedException if a promise was broken
   */
  public String judge() throws DrillFailedException, IOException, InterruptedException {
    direct.close();
    clients.stop();
    calls.awaitEnd();
    watcher.close();
    recorder.close();
    Verdict verdict = HistoryChecker.check(List.of(recorder.file()));
    String text = String.join("\n", verdict.lines());
    if (verdict.result() != Verdict.Result.HELD) {
      throw new DrillFailedException(recorder.file() + ": " + text);
    }
    var complaint = OtherJudge.complaint(recorder.file());
    if (complaint.isPresent()) {
      throw new DrillFailedException("the other judge: " + complaint.get());
    }
    return text
        + (OtherJudge.find().isPresent() ? "; the independent judge agrees" : "; one judge");
  }

  @Override
  public void close() throws IOException {
    direct.close();
    clients.close();
    watcher.close();
    recorder.close();
  }
}
