package io.seqsvr.message.server.delivery;

import io.seqsvr.message.server.core.Draft;

/**
 * A message that is not kept: no seq, in no history, for the devices that are connected now.
 *
 * @param sentAtMillis when it arrived, since 1970
 */
public record TransientMessage(Draft draft, long sentAtMillis) {
  /** The conversation that it is for. */
  public String conversation() {
    return draft.conversation();
  }
}
