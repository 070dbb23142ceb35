package io.seqsvr.alloc.config;

import io.seqsvr.alloc.core.AllocNode;
import io.seqsvr.alloc.grpc.PeerChannels;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Closes connections to nodes that have left the routing table, also when nothing is passed on any
 * more. One thread of its own.
 */
final class PeerFollower implements AutoCloseable {
  private static final long PERIOD_MILLIS = 500;

  private final AllocNode node;
  private final PeerChannels peers;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "seqsvr-peers");
            thread.setDaemon(true);
            return thread;
          });

  PeerFollower(AllocNode node, PeerChannels peers) {
    this.node = node;
    this.peers = peers;
    var unused =
        executor.scheduleWithFixedDelay(
            this::follow, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void follow() {
    node.routes().ifPresent(peers::follow);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
