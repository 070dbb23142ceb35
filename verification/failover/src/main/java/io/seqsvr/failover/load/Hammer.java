package io.seqsvr.failover.load;

import io.seqsvr.failover.call.Seen;
import io.seqsvr.failover.cluster.AllocNode;
import io.seqsvr.failover.process.Patience;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls one node in turn on sections that it had, whatever the newest table says: a caller that
 * knows no better. Thread-safe.
 */
public final class Hammer implements AutoCloseable {
  private static final int PER_SECOND = 250;
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final AllocNode node;
  private final List<Keys.Key> keys;
  private final long routeVersion;
  private final DirectCalls calls;
  private final AtomicInteger turn = new AtomicInteger();
  private final Pace pace;

  /**
   * Starts it.
   *
   * @param keys of sections that the node had by the table of that version
   */
  public Hammer(
      AllocNode node,
      List<Keys.Key> keys,
      long routeVersion,
      DirectCalls calls,
      Patience patience) {
    this.node = node;
    this.keys = List.copyOf(keys);
    this.routeVersion = routeVersion;
    this.calls = calls;
    this.pace = Pace.start("hammer", PER_SECOND, patience, this::call);
  }

  private void call() {
    if (!calls.hasRoom()) {
      return;
    }
    Keys.Key key = keys.get(Math.floorMod(turn.getAndIncrement(), keys.size()));
    var unused = calls.next(node, Seen.Source.STALE, key, routeVersion, LIMIT);
  }

  @Override
  public void close() {
    pace.close();
  }
}
