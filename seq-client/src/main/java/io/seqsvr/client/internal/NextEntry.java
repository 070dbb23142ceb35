package io.seqsvr.client.internal;

/**
 * One conversation's part of a batch.
 *
 * @param count at least 1
 */
public record NextEntry(String namespace, String conversation, int count) {
  /** Bytes of tags, lengths and the count in the entry's message, at most. */
  private static final int FRAME_BYTES = 24;

  /** Size of the entry's message, in bytes, at most. */
  int wireBytes() {
    int bytes = FRAME_BYTES + namespace.length();
    for (int i = 0; i < conversation.length(); i++) {
      char c = conversation.charAt(i);
      // A surrogate pair is four bytes: two for each half.
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }
}
