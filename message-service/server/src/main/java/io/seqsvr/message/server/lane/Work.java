package io.seqsvr.message.server.lane;

import io.seqsvr.api.error.SeqsvrException;

/** Something that waits in a lane's queue. */
sealed interface Work permits QueuedSend, QueuedChange {
  /** Whose order it is in. */
  String conversation();

  /** Of its body. */
  int bytes();

  /** When it came, on the monotonic clock. */
  long sinceNanos();

  /** Ends it: nothing was done, and nothing will be. */
  void refuse(SeqsvrException refusal);

  /** Ends it, if it has not ended: it may or may not have been done. */
  void giveUp(SeqsvrException reason);
}
