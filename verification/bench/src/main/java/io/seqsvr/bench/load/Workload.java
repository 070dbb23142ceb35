package io.seqsvr.bench.load;

import io.seqsvr.bench.BenchFailedException;
import io.seqsvr.bench.result.Figures;
import io.seqsvr.bench.result.Label;

/** Something to measure again and again, each time with conversations of its own. */
public interface Workload {
  /** What it is. */
  Label label();

  /**
   * Measures once, and checks what was stored.
   *
   * @param run never given before; conversations and users begin with it
   * @throws BenchFailedException if the figures would mean nothing
   */
  Figures measure(String run, Timing timing) throws BenchFailedException, InterruptedException;
}
