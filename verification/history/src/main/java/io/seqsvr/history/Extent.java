package io.seqsvr.history;

/** How much of a run a history holds. */
public enum Extent {
  /**
   * All of it, up to the point where every declared device had caught up: an accepted message that
   * such a device never showed is lost.
   */
  WHOLE,

  /** Some of it, or a run that ended before devices caught up: nothing is called lost. */
  PARTIAL
}
