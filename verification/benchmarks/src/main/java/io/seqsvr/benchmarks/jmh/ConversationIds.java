package io.seqsvr.benchmarks.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The ids of conversations as they arrive from the network. Stateless. */
public final class ConversationIds {
  private ConversationIds() {}

  /** The first so many, each in an array of its own. */
  public static byte[][] first(int conversations) {
    byte[][] ids = new byte[conversations][];
    for (int i = 0; i < conversations; i++) {
      ids[i] = of(i);
    }
    return ids;
  }

  /** One of them, counted from 0. */
  public static byte[] of(int index) {
    return ("conversation-" + index).getBytes(UTF_8);
  }
}
