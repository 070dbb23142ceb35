package io.seqsvr.benchmarks.ids;

import java.util.OptionalLong;

/** Hands out ascending ids. Thread-safe. */
public interface IdSource extends AutoCloseable {
  /** Instead of an id: none right now; nothing was consumed. */
  long REFUSED = -1;

  /**
   * The next id of a conversation.
   *
   * @param conversation UTF-8, as it would arrive from the network
   * @return at least 1, or {@link #REFUSED}
   */
  long next(byte[] conversation);

  /**
   * The next id of each of several conversations, in one call where the source has such a call.
   *
   * @param ids receives an id or {@link #REFUSED} for each, in order; as long as conversations
   * @return how many were not refused
   */
  default int nextOfEach(byte[][] conversations, long[] ids) {
    int issued = 0;
    for (int i = 0; i < conversations.length; i++) {
      ids[i] = next(conversations[i]);
      issued += ids[i] == REFUSED ? 0 : 1;
    }
    return issued;
  }

  /**
   * How many ids these conversations were given by the source's own counters, while nobody asks for
   * any; empty if it keeps no counter.
   *
   * @param conversations all that were ever used, each once
   */
  OptionalLong issued(byte[][] conversations);

  /** What its work cost beside the calls. */
  default SourceFacts facts() {
    return SourceFacts.NONE;
  }

  @Override
  default void close() {}
}
