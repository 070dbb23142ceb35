package io.seqsvr.message.server.delivery;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.SendResult;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Admits the sends of one session in the order of their numbers: exactly the next one, or one that
 * came before, whose answer the dedupe key finds again.
 *
 * <p>A message that was refused for now, or whose outcome is not known, blocks the later ones of
 * its conversation until it comes again: else they would overtake it. Confined to its session.
 */
final class UplinkGate {
  /** A message that went to the log, once or more, and has not got all of its answers. */
  private record Pending(int attempts, boolean settled) {}

  private record Id(String conversation, String clientMsgId) {}

  private final Map<String, String> blockedBy = new HashMap<>();
  private final Map<Id, Pending> pending = new HashMap<>();
  private final int maxBlocked;
  private final Supplier<Duration> retryAfter;
  private long expected = 1;

  /**
   * @param maxBlocked conversations that may be blocked at a time
   * @param retryAfter a jittered wait
   */
  UplinkGate(int maxBlocked, Supplier<Duration> retryAfter) {
    this.maxBlocked = maxBlocked;
    this.retryAfter = retryAfter;
  }

  /**
   * Takes the number of a send.
   *
   * @return whether it is new
   * @throws SeqsvrException OUT_OF_ORDER with the number that is expected; INVALID_ARGUMENT for a
   *     number below 1
   */
  boolean takeNumber(long clientSeq) {
    if (clientSeq < 1) {
      throw SeqsvrException.invalidArgument("client_seq", "at least 1", Long.toString(clientSeq));
    }
    if (clientSeq > expected) {
      throw new SeqsvrException(
          ErrorReason.OUT_OF_ORDER,
          "client_seq must be " + expected + ": " + clientSeq,
          Map.of(
              "field",
              "client_seq",
              "expected",
              Long.toString(expected),
              "value",
              Long.toString(clientSeq)),
          null);
    }
    boolean isNew = clientSeq == expected;
    if (isNew) {
      expected++;
    }
    return isNew;
  }

  /** Why a message may not go to the log now; empty if it may. */
  Optional<SeqsvrException> blocked(String conversation, String clientMsgId) {
    String blocking = blockedBy.get(conversation);
    if (blocking == null) {
      return Optional.empty();
    }
    if (blocking.equals(clientMsgId)) {
      blockedBy.remove(conversation);
      return Optional.empty();
    }
    return Optional.of(
        new SeqsvrException(
            ErrorReason.OVERLOADED,
            "an earlier message of this conversation was refused; send it first",
            Map.of("field", "client_msg_id", "expected", blocking),
            retryAfter.get()));
  }

  /** A message goes to the log. */
  void onSubmitted(String conversation, String clientMsgId) {
    pending.merge(
        new Id(conversation, clientMsgId),
        new Pending(1, false),
        (before, one) -> new Pending(before.attempts() + 1, before.settled()));
  }

  /**
   * An attempt has its answer. A message that is sent again before its first answer has two, in any
   * order: a final one settles it, and no other one blocks the conversation then, for its device
   * has no reason to send it once more.
   *
   * @return false if more conversations would be blocked than allowed
   */
  boolean onResult(String conversation, String clientMsgId, SendResult result) {
    boolean settled = settle(new Id(conversation, clientMsgId), isFinal(result));
    if (settled) {
      blockedBy.remove(conversation, clientMsgId);
      return true;
    }
    if (blockedBy.size() >= maxBlocked && !blockedBy.containsKey(conversation)) {
      return false;
    }
    blockedBy.putIfAbsent(conversation, clientMsgId);
    return true;
  }

  private boolean settle(Id id, boolean isFinal) {
    Pending before = pending.getOrDefault(id, new Pending(1, false));
    Pending after = new Pending(before.attempts() - 1, before.settled() || isFinal);
    if (after.attempts() > 0) {
      pending.put(id, after);
    } else {
      pending.remove(id);
    }
    return after.settled();
  }

  private static boolean isFinal(SendResult result) {
    return result instanceof SendResult.Accepted
        || (result instanceof SendResult.Rejected rejected
            && !rejected.refusal().reason().isRetryable());
  }
}
