package io.seqsvr.cli.demo.chat;

/** Bodies of messages, whose texts the trace does not hold. Stateless. */
final class Filler {
  private static final String WORDS = "the quick brown fox jumps over the lazy dog and ";

  private Filler() {}

  /** So many bytes of text, the same for the same message. */
  static byte[] body(int message, int bytes) {
    byte[] body = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      body[i] = (byte) WORDS.charAt((message + i) % WORDS.length());
    }
    return body;
  }
}
