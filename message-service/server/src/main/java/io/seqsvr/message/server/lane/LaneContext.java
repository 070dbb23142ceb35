package io.seqsvr.message.server.lane;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.LogListener;
import io.seqsvr.message.server.core.StoredMessage;
import io.seqsvr.message.server.lane.LaneObserver.Dedupe;
import io.seqsvr.message.server.lane.LaneObserver.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What the tasks of one lane share. Confined to the lane's thread, but for {@link Refusals}. */
record LaneContext(
    LaneEpoch epoch,
    LaneStorage storage,
    SeqSource seqs,
    LaneCache cache,
    LogListener listener,
    LaneObserver observer,
    LaneSettings settings,
    LaneEnvironment environment,
    ServerMsgIds ids,
    SentBack sentBack,
    Refusals refusals) {

  long nowNanos() {
    return environment.clock().nanoTime();
  }

  /** Whether somebody who waits since then is to be told that nobody knows. */
  boolean isOverdue(long sinceNanos) {
    return nowNanos() - sinceNanos >= settings.unknownAfter().toNanos();
  }

  <T> T timed(Stage stage, Supplier<T> action) {
    long start = nowNanos();
    try {
      return action.get();
    } finally {
      observer.onStage(stage, nowNanos() - start);
    }
  }

  /** Refuses all sends of a message; if it may come again, later ones must wait for it. */
  void refuse(Attempt attempt, SeqsvrException refusal) {
    if (refusal.reason().isRetryable()) {
      sentBack.add(attempt.key());
    }
    for (int i = 0; i < attempt.sendCount(); i++) {
      observer.onRefused(refusal.reason());
    }
    attempt.refuse(refusal);
  }

  /** After the commit: first the senders, then everybody else. */
  void publish(List<Numbered> committed) {
    for (Numbered messages : committed) {
      messages.forEach(
          (attempt, row) -> {
            StoredSend stored = new StoredSend(row.hash(), row.message().receipt(true));
            cache.putSend(attempt.key(), stored);
            observer.onDedupe(Dedupe.NEW);
            for (int i = 0; i < attempt.joinedCount(); i++) {
              observer.onDedupe(Dedupe.JOINED);
            }
            attempt.accept(stored.receipt(), false);
          });
    }
    for (Numbered messages : committed) {
      Head before = messages.append().expected();
      List<StoredMessage> rows =
          messages.append().rows().stream().map(Append.Row::message).toList();
      tell(() -> listener.onMessages(before.conversation(), before.epoch(), rows));
    }
  }

  /** Calls the listener; a listener that throws must not stop the lane. */
  void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      observer.onUnexpected(e);
    }
  }

  /** Refusals with jittered hints. Thread-safe. */
  record Refusals(LaneSettings settings, LaneEnvironment environment) {
    SeqsvrException overloaded() {
      return retryable(ErrorReason.OVERLOADED, "too much waits for this conversation's lane");
    }

    SeqsvrException behindSentBack() {
      return retryable(
          ErrorReason.OVERLOADED,
          "an earlier message of this sender and conversation was refused; send it first");
    }

    SeqsvrException notOwner() {
      return retryable(ErrorReason.NOT_OWNER, "another process writes to this conversation now");
    }

    SeqsvrException closed() {
      return retryable(ErrorReason.NOT_OWNER, "this process is ending");
    }

    SeqsvrException storeUnavailable() {
      return retryable(ErrorReason.STORE_UNAVAILABLE, "the message database does not answer");
    }

    SeqsvrException unknown() {
      return retryable(
          ErrorReason.STORE_UNAVAILABLE,
          "the message database did not answer the commit; send again with the same id");
    }

    SeqsvrException unknownChange() {
      return retryable(
          ErrorReason.STORE_UNAVAILABLE,
          "the message database did not answer the commit; make the same change again");
    }

    /** Never the same for many, so that they don't come back together. */
    SeqsvrException retryable(ErrorReason reason, String message) {
      long least = settings.retryAfter().toMillis();
      long wait = least + environment.random().nextLong(least + 1);
      return SeqsvrException.retryable(reason, message, Duration.ofMillis(wait));
    }

    static SeqsvrException storeWentBack(long headSeq, long seq) {
      return new SeqsvrException(
          ErrorReason.STORE_WENT_BACK,
          "the sequence service is behind the conversation's last message",
          Map.of("head_seq", Long.toString(headSeq), "seq", Long.toString(seq)),
          null);
    }
  }
}
