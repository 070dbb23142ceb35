package io.seqsvr.message.server.lane;

import java.time.Duration;

/**
 * Bounds and times of lanes. All are checked.
 *
 * @param maxBatchMessages most messages of one transaction, 1 to 500
 * @param maxBatchBytes of bodies after which a batch ends, at least 1; a batch has at least one
 *     message
 * @param linger how long the first message of an idle lane waits for company, 0 to 100 ms
 * @param queueMessages most waiting messages and changes of a lane, at least 1
 * @param queueMessagesPerConversation most of them for one conversation, 1 to queueMessages: what
 *     is left is for its neighbours
 * @param queueBytes most bytes of waiting bodies, of all lanes together; at least 1
 * @param cacheEntries heads, members and ids that a lane keeps of each, at least 1
 * @param retries how often a transaction that was rolled back is tried again, at least 0
 * @param retryPause before such a repeat, and between two looks at an unknown outcome; jittered
 *     downwards by up to a half
 * @param unknownAfter how long a sender waits, in the queue and for its transaction, before it is
 *     refused, or told that nobody knows; looked at when a batch is taken or has failed; longer
 *     than linger
 * @param retryAfter what refused senders are told to wait, jittered upwards by up to the same again
 * @param closeTimeout how long {@link Lanes#close} waits for batches under way: with the grace
 *     period of the calls before it, less than a process is given to stop
 */
public record LaneSettings(
    int maxBatchMessages,
    int maxBatchBytes,
    Duration linger,
    int queueMessages,
    int queueMessagesPerConversation,
    long queueBytes,
    int cacheEntries,
    int retries,
    Duration retryPause,
    Duration unknownAfter,
    Duration retryAfter,
    Duration closeTimeout) {
  /** Largest batch: half the sequence service's cap for one call. */
  public static final int MAX_BATCH_MESSAGES = 500;

  private static final Duration MAX_LINGER = Duration.ofMillis(100);

  /** Checks the ranges. */
  public LaneSettings {
    check("maxBatchMessages", maxBatchMessages, 1, MAX_BATCH_MESSAGES);
    check("maxBatchBytes", maxBatchBytes, 1, Integer.MAX_VALUE);
    check("linger", linger.toNanos(), 0, MAX_LINGER.toNanos());
    check("queueMessages", queueMessages, 1, Integer.MAX_VALUE);
    check("queueMessagesPerConversation", queueMessagesPerConversation, 1, queueMessages);
    check("queueBytes", queueBytes, 1, Long.MAX_VALUE);
    check("cacheEntries", cacheEntries, 1, Integer.MAX_VALUE);
    check("retries", retries, 0, 100);
    check("retryPause", retryPause.toNanos(), 1, Long.MAX_VALUE);
    check("unknownAfter", unknownAfter.toNanos(), linger.toNanos() + 1, Long.MAX_VALUE);
    check("retryAfter", retryAfter.toMillis(), 1, Integer.MAX_VALUE);
    check("closeTimeout", closeTimeout.toNanos(), 0, Long.MAX_VALUE);
  }

  /** 500 messages or 4 MiB a batch, no linger, 2000 waiting in a lane, 256 MiB in all. */
  public static LaneSettings defaults() {
    return new LaneSettings(
        MAX_BATCH_MESSAGES,
        4 << 20,
        Duration.ZERO,
        2_000,
        1_500,
        256L << 20,
        512,
        3,
        Duration.ofMillis(100),
        Duration.ofSeconds(5),
        Duration.ofMillis(200),
        Duration.ofSeconds(2));
  }

  private static void check(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + " must be in " + min + ".." + max + ": " + value);
    }
  }
}
