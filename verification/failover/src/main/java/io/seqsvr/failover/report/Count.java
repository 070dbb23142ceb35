package io.seqsvr.failover.report;

/**
 * Something that was counted over all repetitions.
 *
 * @param atMost what is wanted; {@link Long#MAX_VALUE} for anything
 */
public record Count(String name, long value, long atMost) {
  /** Something that has no bound. */
  public static Count of(String name, long value) {
    return new Count(name, value, Long.MAX_VALUE);
  }

  /** Something that must not happen. */
  public static Count none(String name, long value) {
    return new Count(name, value, 0);
  }

  /** Whether the bound is kept. */
  public boolean isMet() {
    return value <= atMost;
  }
}
