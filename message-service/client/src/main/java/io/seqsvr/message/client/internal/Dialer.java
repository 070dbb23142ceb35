package io.seqsvr.message.client.internal;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The way to the service. Its methods are called by the loop, and return at once. */
public interface Dialer {
  /** Begins a connection. */
  Link dial(LinkEvents events);

  /**
   * Asks for the conversations of the user after an id, and their heads.
   *
   * @param onEnd told once, in any thread
   */
  void heads(String user, String after, Consumer<Heads> onEnd);

  /** Ends all connections and frees what they used. */
  void close();

  /** Part of a list of conversations. */
  sealed interface Heads {
    /** Some of them, in the order of their ids. */
    record Some(List<Map.Entry<String, Position>> heads, boolean more) implements Heads {
      public Some {
        heads = List.copyOf(heads);
      }
    }

    /** No answer, or a refusal. */
    record Failed(LinkEnd end) implements Heads {}
  }
}
