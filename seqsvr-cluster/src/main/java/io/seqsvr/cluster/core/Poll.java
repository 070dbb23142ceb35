package io.seqsvr.cluster.core;

/** A read that is repeated, one at a time. Confined to one loop. */
final class Poll {
  private boolean inFlight;
  private boolean again;
  private boolean ever;
  private long sentNanos;

  /**
   * Whether the next read is due; it is taken as sent.
   *
   * @param patienceNanos after which an answer is not waited for any more
   */
  boolean begin(long nowNanos, long intervalNanos, long patienceNanos) {
    if (inFlight && nowNanos - sentNanos < patienceNanos) {
      return false;
    }
    if (!inFlight && ever && !again && nowNanos - sentNanos < intervalNanos) {
      return false;
    }
    inFlight = true;
    again = false;
    ever = true;
    sentNanos = nowNanos;
    return true;
  }

  /** The next read is due at once. */
  void hurry() {
    again = true;
  }

  /** The same, unless the last read was sent since then. */
  void hurryUnlessSentSince(long thenNanos) {
    again |= sentNanos - thenNanos < 0;
  }

  /** The answer to the read that was sent then; those before it are not waited for any more. */
  void onAnswer(long thenNanos) {
    if (thenNanos == sentNanos) {
      inFlight = false;
    }
  }
}
