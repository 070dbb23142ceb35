package io.seqsvr.failover.load;

import io.seqsvr.failover.call.RouteTable;
import io.seqsvr.failover.call.Seen;
import io.seqsvr.failover.cluster.AllocNode;
import io.seqsvr.failover.process.Patience;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/**
 * Callers that take no second attempt: each call goes once to the node that the newest table names,
 * so that nothing is hidden by a retry. A turn is left out while too many calls have no answer.
 * Thread-safe.
 */
public final class DirectLoad implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final List<AllocNode> nodes;
  private final Keys keys;
  private final TableWatcher watcher;
  private final DirectCalls calls;
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
  private final Pace pace;

  /**
   * Starts them.
   *
   * @param perSecond calls
   */
  public DirectLoad(
      int perSecond,
      List<AllocNode> nodes,
      Keys keys,
      TableWatcher watcher,
      DirectCalls calls,
      Patience patience) {
    this.nodes = List.copyOf(nodes);
    this.keys = keys;
    this.watcher = watcher;
    this.calls = calls;
    this.pace = Pace.start("direct", perSecond, patience, this::call);
  }

  /** Confined to the pace's thread. */
  private void call() {
    if (!calls.hasRoom()) {
      return;
    }
    RouteTable table = watcher.newest();
    Keys.Key key = keys.all().get(random.nextInt(keys.all().size()));
    String owner = table.ownerId(key.section());
    IntStream.range(0, nodes.size())
        .filter(i -> nodes.get(i).id().equals(owner))
        .forEach(
            i -> {
              var unused =
                  calls.next(nodes.get(i), Seen.Source.DIRECT, key, table.version(), LIMIT);
            });
  }

  @Override
  public void close() {
    pace.close();
  }
}
