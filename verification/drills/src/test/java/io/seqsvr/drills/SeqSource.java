package io.seqsvr.drills;

/** Where callers get their seqs from. Thread-safe. */
interface SeqSource extends AutoCloseable {
  /**
   * Takes {@code count} seqs of a conversation; ends by its own deadline.
   *
   * @return the first one
   * @throws io.seqsvr.api.error.SeqsvrException if it was refused, so that nothing was issued
   * @throws RuntimeException if the outcome is unknown
   */
  long next(String conversation, int count);

  /** What a history calls the node. */
  String node();

  @Override
  void close();
}
