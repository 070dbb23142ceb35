package io.seqsvr.client;

import io.seqsvr.api.error.SeqsvrException;
import java.util.concurrent.CompletableFuture;

/**
 * Takes sequence numbers ("seqs") of conversations from a cluster of allocators.
 *
 * <p>For each conversation, whatever fails: no seq is handed out twice, to nobody; if one call
 * returned before another began, in any process, the later one's seqs are larger; the seqs of one
 * call are contiguous. Calls that overlap have no promised order, even if one thread began both.
 * Nothing is promised across conversations, and there can be gaps.
 *
 * <p>A namespace is 0 to 64 characters of {@code [a-z0-9-]}; empty is the default one. A
 * conversation id is any string of 1 to 256 bytes of UTF-8, compared byte by byte. Neither needs a
 * registration.
 *
 * <p>Every call ends by its deadline (see {@link SeqClientBuilder#timeout}; within about 10 ms),
 * with one of
 *
 * <ul>
 *   <li>its result;
 *   <li>{@link SeqsvrException}: refused, and nothing was consumed. Retryable refusals were retried
 *       before, as long as there was time;
 *   <li>{@link SeqOutcomeUnknownException}: seqs may have been consumed, which nobody will get, or
 *       the conversation may have been raised;
 *   <li>{@link SeqClientClosedException}: the client was closed; nothing was consumed.
 * </ul>
 *
 * <p>Thread-safe; one instance for each cluster and process is meant to be shared. The methods with
 * a plain result block the caller until then, the others never block. An interrupt ends the wait of
 * a blocking call with {@link SeqOutcomeUnknownException} and stays set. Futures complete in
 * threads of the client, of which there are as many as needed, and, if the call is refused at once,
 * in the caller's. A dependent stage that blocks holds up the other futures of its batch: give such
 * stages an executor ({@code thenApplyAsync}). Cancelling a future gives up the call; if it was
 * sent, its seqs may be consumed.
 */
public interface SeqClient extends AutoCloseable {
  /**
   * Begins the description of a client.
   *
   * @param addresses {@code host:port} or {@code [ipv6]:port} of one or more nodes; the client
   *     learns from them about the others
   * @throws IllegalArgumentException if there is none or one is no address
   */
  static SeqClientBuilder builder(String... addresses) {
    return new SeqClientBuilder(addresses);
  }

  /**
   * Takes the next seq of a conversation of the default namespace.
   *
   * @return at least 1
   */
  long next(String conversation);

  /**
   * Takes the next {@code count} seqs of a conversation.
   *
   * @param count 1 to the cluster's cap (1000 by default), inclusive
   */
  SeqRange next(String namespace, String conversation, int count);

  /**
   * As {@link #next(String, String, int)}, without blocking. Failures come through the future, bad
   * arguments too.
   */
  CompletableFuture<SeqRange> nextAsync(String namespace, String conversation, int count);

  /** Reads the last seq that was handed out for a conversation, without taking one. */
  CurrentSeq current(String namespace, String conversation);

  /** As {@link #current}, without blocking. Failures come through the future. */
  CompletableFuture<CurrentSeq> currentAsync(String namespace, String conversation);

  /**
   * Lifts a conversation: every seq that is handed out after this returns is larger than {@code
   * atLeast}. For those who bring numbers that are in use already, and after a restore. One-way: it
   * never lowers anything, and nothing undoes it. Doing it again changes nothing, so after {@link
   * SeqOutcomeUnknownException}, or a refusal that is retryable and may have come from the store,
   * it is simply repeated.
   *
   * @param atLeast 1 to 2^62, inclusive
   * @return what counts as the last seq now, at least {@code atLeast}
   */
  long raise(String namespace, String conversation, long atLeast);

  /** As {@link #raise}, without blocking. Failures come through the future. */
  CompletableFuture<Long> raiseAsync(String namespace, String conversation, long atLeast);

  /** Reads the routing table of one node, of another one at each call. */
  Routes routes();

  /**
   * Ends all pending calls ({@link SeqOutcomeUnknownException} where seqs may have been consumed,
   * else {@link SeqClientClosedException}), then all connections and threads. Does not wait for
   * answers. Closing once more has no effect.
   */
  @Override
  void close();
}
