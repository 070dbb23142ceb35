package io.seqsvr.message.server.lane;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.Draft;
import io.seqsvr.message.server.core.PayloadHash;
import io.seqsvr.message.server.core.Receipt;
import io.seqsvr.message.server.core.SendKey;
import io.seqsvr.message.server.core.SendResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One message of a batch, and all who sent it. Confined to the lane's thread. */
final class Attempt {
  private final List<QueuedSend> sends = new ArrayList<>();

  private Attempt() {}

  /** Groups sends of the same message, in the order of the first ones. */
  static List<Attempt> coalesce(Collection<Work> batch) {
    Map<SendKey, Attempt> attempts = new LinkedHashMap<>();
    for (Work work : batch) {
      if (work instanceof QueuedSend send) {
        attempts.computeIfAbsent(send.draft().key(), key -> new Attempt()).sends.add(send);
      }
    }
    return List.copyOf(attempts.values());
  }

  Draft draft() {
    return sends.get(0).draft();
  }

  SendKey key() {
    return draft().key();
  }

  String conversation() {
    return draft().conversation();
  }

  PayloadHash hash() {
    return sends.get(0).hash();
  }

  /** Those who came later with the same message. */
  int joinedCount() {
    return sends.size() - 1;
  }

  int sendCount() {
    return sends.size();
  }

  /** Since when its first sender waits. */
  long sinceNanos() {
    return sends.get(0).sinceNanos();
  }

  /** Whether somebody still has no answer. */
  boolean isAwaited() {
    return sends.stream().anyMatch(send -> !send.result().isDone());
  }

  /**
   * Ends well: the first one has stored it, unless it was stored before.
   *
   * @param stored with {@code duplicate = true}
   */
  void accept(Receipt stored, boolean wasStoredBefore) {
    Receipt first =
        new Receipt(
            stored.seq(),
            stored.prevSeq(),
            stored.serverMsgId(),
            stored.serverTimeMillis(),
            wasStoredBefore);
    sends.get(0).result().complete(new SendResult.Accepted(first));
    for (QueuedSend joined : sends.subList(1, sends.size())) {
      joined.result().complete(new SendResult.Accepted(stored));
    }
  }

  void refuse(SeqsvrException refusal) {
    sends.forEach(send -> send.refuse(refusal));
  }

  void giveUp(SeqsvrException reason) {
    sends.forEach(send -> send.giveUp(reason));
  }
}
