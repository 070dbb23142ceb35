package io.seqsvr.message.server.lane;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.OutcomeUnknownException;
import java.util.concurrent.CompletableFuture;

/** A change of members and whoever waits for it. */
record QueuedChange(
    MembershipChange change, long sinceNanos, CompletableFuture<MembershipOutcome.Done> result)
    implements Work {
  @Override
  public String conversation() {
    return change.conversation();
  }

  @Override
  public int bytes() {
    return 0;
  }

  @Override
  public void refuse(SeqsvrException refusal) {
    result.completeExceptionally(refusal);
  }

  @Override
  public void giveUp(SeqsvrException reason) {
    result.completeExceptionally(new OutcomeUnknownException(reason));
  }
}
