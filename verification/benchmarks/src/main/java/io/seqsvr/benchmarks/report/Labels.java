package io.seqsvr.benchmarks.report;

import io.seqsvr.benchmarks.ids.Contender;

/** Names of contenders that need more than their own. Stateless. */
public final class Labels {
  /** The allocator over a store that answers at once. */
  public static final String FAST_STORE = Contender.SEQSVR.text() + ", store 0 ms";

  /** The allocator over a store that takes 10 ms. */
  public static final String SLOW_STORE = Contender.SEQSVR.text() + ", store 10 ms";

  private Labels() {}

  /** Whether it is the allocator's. */
  static boolean isOurs(String contender) {
    return contender.startsWith(Contender.SEQSVR.text());
  }
}
