package io.seqsvr.cli.tiers;

import io.seqsvr.alloc.config.AllocServer;
import io.seqsvr.cli.console.CommandFailedException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** When an alloc node is healthy. Stateless. */
final class Serving {
  private static final long POLL_MILLIS = 10;

  private Serving() {}

  /**
   * Waits until a node serves every section that the routing table gives it; a node that waits for
   * another one's end has none.
   *
   * @throws CommandFailedException if it never will
   */
  static void awaitReady(AllocServer alloc) throws CommandFailedException, InterruptedException {
    await(alloc, alloc::isReady);
  }

  /**
   * Waits until a node serves, as the only node of a cluster will.
   *
   * @throws CommandFailedException if it never will
   */
  static void awaitServing(AllocServer alloc) throws CommandFailedException, InterruptedException {
    await(alloc, alloc::isServing);
  }

  private static void await(AllocServer alloc, BooleanSupplier condition)
      throws CommandFailedException, InterruptedException {
    boolean ended = false;
    while (!ended && !condition.getAsBoolean()) {
      ended = hasEnded(alloc);
    }
  }

  /** Looks for a failure for a while, which paces the polling. */
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
}
