package io.seqsvr.message.server.delivery;

/**
 * What one device may be sent before it acknowledges: counts what is in flight over all its
 * conversations. One conversation gets half of it at most, so that one which is not acknowledged
 * leaves room for the others. Confined to the session.
 */
final class Window {
  private final int maxMessages;
  private final long maxBytes;
  private int messages;
  private long bytes;

  Window(int maxMessages, long maxBytes) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
  }

  void add(int moreMessages, long moreBytes) {
    messages += moreMessages;
    bytes += moreBytes;
  }

  void remove(int lessMessages, long lessBytes) {
    messages -= lessMessages;
    bytes -= lessBytes;
  }

  /** Messages in flight. */
  int messages() {
    return messages;
  }

  /** Bytes of bodies in flight. */
  long bytes() {
    return bytes;
  }

  /** How many messages a conversation may send that has this many in flight; may be below 1. */
  int roomMessages(int ownMessages) {
    return Math.min(maxMessages - messages, maxMessages / 2 - ownMessages);
  }

  /** How many bytes a conversation may send that has this many in flight; may be below 1. */
  long roomBytes(long ownBytes) {
    return Math.min(maxBytes - bytes, maxBytes / 2 - ownBytes);
  }

  /** Whether nothing is in flight; then one message of any size may go. */
  boolean isEmpty() {
    return messages == 0;
  }
}
