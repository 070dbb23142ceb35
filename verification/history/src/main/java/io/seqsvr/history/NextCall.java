package io.seqsvr.history;

/**
 * One call for the next seqs of a conversation, as its caller saw it.
 *
 * @param key conversation, with its namespace where there is one
 * @param count seqs asked for
 * @param startNanos monotonic reading before the request was handed to the transport
 * @param endNanos reading of the same clock after the caller had the value, or gave up
 * @param outcome what the caller knows
 * @param first first seq of the block {@code [first, first + count - 1]}; only read if {@link
 *     Outcome#OK}
 * @param client name of the caller
 * @param node the node that answered, or the address that was called
 */
public record NextCall(
    String key,
    long count,
    long startNanos,
    long endNanos,
    Outcome outcome,
    long first,
    String client,
    String node) {

  /** Checks that time did not go backwards; seqs are not judged here. */
  public NextCall {
    if (endNanos < startNanos) {
      throw new IllegalArgumentException(
          "endNanos must be >= startNanos " + startNanos + ": " + endNanos);
    }
  }
}
