package io.seqsvr.message.client;

import io.seqsvr.api.error.SeqsvrException;
import java.util.concurrent.CompletableFuture;

/**
 * One device of one user: shows every message of every conversation of the user once and in order,
 * and sends. Connects by itself, again after every loss, and goes on where it stood.
 *
 * <p>Thread-safe; no method blocks but {@link #close}.
 */
public interface MessageClient extends AutoCloseable {
  /**
   * Begins the description of a client.
   *
   * @param address {@code host:port} or {@code [ipv6]:port} of the message service
   * @throws IllegalArgumentException if it is no address
   */
  static MessageClientBuilder builder(String address) {
    return new MessageClientBuilder(address);
  }

  /**
   * Sends a message. Messages to one conversation are stored in the order of these calls. The
   * client sends again under the same id until it has an answer or the send timeout is over.
   *
   * @throws SeqsvrException INVALID_ARGUMENT for an id or body out of range, OVERLOADED if the
   *     conversation's outbox is full; nothing was sent
   */
  SendHandle send(String conversation, Outgoing message);

  /** Sends a text. */
  default SendHandle send(String conversation, String text) {
    return send(conversation, Outgoing.text(text));
  }

  /**
   * Moves the user's read pointer forward.
   *
   * @return ends exceptionally with {@link SeqsvrException} if it is refused or takes too long
   */
  CompletableFuture<ReadState> markRead(String conversation, long readSeq);

  /** Everything up to this seq has been shown on this device; 0 if nothing. */
  long shownTo(String conversation);

  /** Whether the device is connected now. */
  boolean isConnected();

  /** What has happened so far. */
  ClientCounters counters();

  /**
   * Ends the connection and the threads. Sends without an answer end as unknown; listener calls
   * that are under way are waited for, a second at most. Closing once more has no effect.
   */
  @Override
  void close();
}
