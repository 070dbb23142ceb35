package io.seqsvr.message.server.lane;

import io.seqsvr.api.error.SeqsvrException;

/**
 * One transaction of a lane, or one look at how one ended. Confined to the lane's thread; run once
 * for each time that a {@link Step} names it.
 */
interface LaneTask {
  /** Does it; blocks on the database. Everybody whom the next step does not name has an answer. */
  Step run();

  /** Ends without doing anything more. */
  void abandon(SeqsvrException refusal);
}
