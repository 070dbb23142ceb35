package io.seqsvr.message.server.lane;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.Draft;
import io.seqsvr.message.server.core.PayloadHash;
import io.seqsvr.message.server.core.SendResult;
import java.util.concurrent.CompletableFuture;

/** A send and whoever waits for it. */
record QueuedSend(
    Draft draft, PayloadHash hash, long sinceNanos, CompletableFuture<SendResult> result)
    implements Work {
  @Override
  public String conversation() {
    return draft.conversation();
  }

  @Override
  public int bytes() {
    return draft.body().size();
  }

  @Override
  public void refuse(SeqsvrException refusal) {
    result.complete(new SendResult.Rejected(refusal));
  }

  @Override
  public void giveUp(SeqsvrException reason) {
    result.complete(new SendResult.Unknown(reason));
  }
}
