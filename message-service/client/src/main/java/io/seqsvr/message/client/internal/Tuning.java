package io.seqsvr.message.client.internal;

import java.time.Duration;

/**
 * The bounds and pauses of a client, all but the send timeout the same for everybody.
 *
 * @param connectTimeoutNanos from dialling to the welcome
 * @param reconnectBaseNanos first wait before connecting again, and before asking again
 * @param reconnectCapNanos longest wait
 * @param receiptTimeoutNanos first wait for a receipt; doubles up to eight times as long
 * @param pullTimeoutNanos wait for a page
 * @param ackIntervalNanos least time between two acks of a conversation, but for {@code
 *     ackMessages}
 * @param ackMessages messages after which an ack goes out at once
 * @param inboxMessages most messages of a conversation that are not shown yet
 * @param inboxBytes most bytes of them
 * @param totalMessages most messages of all conversations that are not shown yet
 * @param totalBytes most bytes of them
 * @param outboxMessages most unfinished sends of a conversation
 * @param outboxTotal most unfinished sends of all
 * @param readTimeoutNanos of a read, repeats included
 * @param maxReads most unfinished reads
 * @param pullLimit messages of a page
 */
public record Tuning(
    long connectTimeoutNanos,
    long reconnectBaseNanos,
    long reconnectCapNanos,
    long receiptTimeoutNanos,
    long pullTimeoutNanos,
    long ackIntervalNanos,
    int ackMessages,
    int inboxMessages,
    long inboxBytes,
    int totalMessages,
    long totalBytes,
    int outboxMessages,
    int outboxTotal,
    long readTimeoutNanos,
    int maxReads,
    int pullLimit) {
  /** What suits a device of a person as well as a program with some thousand conversations. */
  public static Tuning standard() {
    return new Tuning(
        Duration.ofSeconds(5).toNanos(),
        Duration.ofMillis(100).toNanos(),
        Duration.ofSeconds(5).toNanos(),
        Duration.ofSeconds(1).toNanos(),
        Duration.ofSeconds(3).toNanos(),
        Duration.ofMillis(20).toNanos(),
        32,
        1024,
        4L << 20,
        65_536,
        64L << 20,
        1_000,
        100_000,
        Duration.ofSeconds(10).toNanos(),
        1_000,
        100);
  }
}
