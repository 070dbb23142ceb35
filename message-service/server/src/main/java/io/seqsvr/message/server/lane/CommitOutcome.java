package io.seqsvr.message.server.lane;

import java.util.Map;

/**
 * How a transaction of a lane ended. Only {@link Committed} and {@link Unknown} can have had
 * effect.
 */
public sealed interface CommitOutcome {
  /** Everything is durable. */
  record Committed() implements CommitOutcome {}

  /** Another owner has taken the lane; rolled back. */
  record Fenced(long epochFound) implements CommitOutcome {}

  /**
   * A head is not the expected one; rolled back.
   *
   * @param heads what the rows say, of all conversations of the transaction that exist
   */
  record HeadsMoved(Map<String, Head> heads) implements CommitOutcome {}

  /** The database refused a row (a key that is there already, a value); rolled back. */
  record Refused(Exception cause) implements CommitOutcome {}

  /** The database did not answer, or gave up, before the commit was sent; rolled back. */
  record RolledBack(Exception cause) implements CommitOutcome {}

  /** The commit was sent and not answered. */
  record Unknown(Exception cause) implements CommitOutcome {}
}
