package io.seqsvr.failover.report;

import java.util.List;

/** Nearest rank: a value that was measured, never one between two. Stateless. */
public final class Percentiles {
  private Percentiles() {}

  /**
   * The value that a part of all values do not exceed.
   *
   * @param part above 0, at most 1
   * @param values at least one, in any order
   */
  public static double of(double part, List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int rank = (int) Math.ceil(part * sorted.size() - 1e-9);
    return sorted.get(Math.max(rank, 1) - 1);
  }
}
