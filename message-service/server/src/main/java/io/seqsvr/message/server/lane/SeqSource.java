package io.seqsvr.message.server.lane;

import java.util.Map;

/** The sequence service. */
public interface SeqSource {
  /**
   * Takes contiguous seqs for several conversations in one go; blocks until all are answered.
   *
   * @param counts how many for each conversation, at least 1
   * @return the first seq of each, or why there is none; every conversation has an entry
   */
  Map<String, Block> take(Map<String, Integer> counts);

  /** The answer for one conversation. */
  sealed interface Block {
    /** The seqs from {@code first} on, as many as asked for. */
    record Taken(long first) implements Block {}

    /** None, as the sequence service says or for lack of an answer; retryable or not. */
    record Refused(io.seqsvr.api.error.SeqsvrException reason) implements Block {}
  }
}
