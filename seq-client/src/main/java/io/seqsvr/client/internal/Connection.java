package io.seqsvr.client.internal;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The way to one node.
 *
 * <p>Implementations are thread-safe and never block. Each call's consumer is called exactly once,
 * by any thread, possibly before the method returns; it must not block. Time limits are in
 * nanoseconds and at least 1.
 */
public interface Connection {
  /**
   * Takes seqs for each entry.
   *
   * @param routeVersion version of the table that chose this node
   * @param onEnd gets one attempt for each entry, in the order of the entries
   */
  Cancellable nextBatch(
      List<NextEntry> entries,
      long routeVersion,
      long timeoutNanos,
      Consumer<Attempt<List<Attempt<Block>>>> onEnd);

  /** Reads the last seq of a conversation. */
  Cancellable current(
      String namespace,
      String conversation,
      long routeVersion,
      long timeoutNanos,
      Consumer<Attempt<Head>> onEnd);

  /**
   * Makes the next seq of a conversation larger than a number.
   *
   * @param atLeast 1 to 2^62, inclusive
   * @param onEnd gets what counts as the last seq from now on, at least {@code atLeast}
   */
  Cancellable raise(
      String namespace,
      String conversation,
      long atLeast,
      long routeVersion,
      long timeoutNanos,
      Consumer<Attempt<Long>> onEnd);

  /**
   * Reads the node's routing table.
   *
   * @param knownVersion version that need not be sent again; 0 for none
   * @param onEnd gets an empty answer if the node knows nothing newer
   */
  Cancellable routes(
      long knownVersion, long timeoutNanos, Consumer<Attempt<Optional<RouteTable>>> onEnd);

  /** Takes no more calls; those under way may end. */
  void close();

  /** Takes no more calls, and ends those under way. */
  void abort();
}
