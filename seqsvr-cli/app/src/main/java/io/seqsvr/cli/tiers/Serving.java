package io.seqsvr.cli.tiers;

import io.seqsvr.alloc.config.AllocServer;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.client.SeqClient;
import io.seqsvr.client.SeqOutcomeUnknownException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** When an alloc node is healthy. Stateless. */
final class Serving {
  private static final long POLL_MILLIS = 10;
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(60);

  private Serving() {}

  /**
   * Waits until a node serves every section that the routing table gives it.
   *
   * @throws CommandFailedException if it never will
   */
  static void await(AllocServer alloc) throws CommandFailedException, InterruptedException {
    boolean ended = false;
    while (!ended && !alloc.isServing()) {
      ended = hasEnded(alloc);
    }
  }

  /** Looks for a failure for a while, which paces the polling of {@link #await}. */
  private static boolean hasEnded(AllocServer alloc)
      throws CommandFailedException, InterruptedException {
    try {
      alloc.failure().get(POLL_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException notYet) {
      return false;
    } catch (ExecutionException e) {
      throw StartFailures.explain("alloc", e);
    }
  }

  /**
   * Waits until the only node of a cluster serves every section. A routing table of an earlier life
   * gives this life nothing, which alone would count as served: so one answer comes first.
   */
  static void awaitAll(AllocServer alloc, String address)
      throws CommandFailedException, InterruptedException {
    try (SeqClient probe = SeqClient.builder(address).timeout(PROBE_TIMEOUT).build()) {
      var unused = probe.current("", "probe");
    } catch (SeqsvrException | SeqOutcomeUnknownException e) {
      throw StartFailures.explain("alloc", e);
    }
    await(alloc);
  }
}
