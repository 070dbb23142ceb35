package io.seqsvr.cli.demo.seqs;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.server.PortPlan;

/** Where a service of our own can listen beside others. Stateless. */
final class FreeOffset {
  private static final int FROM = 10_000;
  private static final int STEP = 100;
  private static final int TRIES = 200;

  private FreeOffset() {}

  /**
   * An offset at which all ports are free now; another process may take them before they are used.
   */
  static int find() throws CommandFailedException {
    return PortPlan.firstFreeOffset(FROM, STEP, TRIES)
        .orElseThrow(() -> new CommandFailedException("no free ports on the loopback address"));
  }
}
