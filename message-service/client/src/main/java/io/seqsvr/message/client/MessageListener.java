package io.seqsvr.message.client;

/**
 * Is told what happens on a device. Calls about one conversation come one after the other, in the
 * order of its seqs; calls about different ones may come at the same time. A slow listener holds up
 * its conversation only, and in the end the service, which sends no more than its window.
 *
 * <p>A listener that throws is logged, and the message counts as shown.
 */
public interface MessageListener {
  /** A message, once, after all before it; one's own messages too. */
  void onMessage(Incoming message);

  /** A message that is not kept. */
  default void onTransient(Incoming message) {}

  /** The conversation's log was replaced: what was shown of it is void, its messages come anew. */
  default void onReset(String conversation) {}

  /** The user has read, here or on another device. */
  default void onRead(ReadState state) {}

  /** The connection was made or lost. Connecting again is the client's own business. */
  default void onConnected(boolean connected) {}

  /**
   * The client has stopped for good: another connection of the same device has replaced it, or the
   * service refuses it.
   *
   * @param reason one sentence for a person
   */
  default void onStopped(String reason) {}
}
