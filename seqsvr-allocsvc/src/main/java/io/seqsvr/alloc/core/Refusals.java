package io.seqsvr.alloc.core;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.time.Duration;
import java.util.Map;

/**
 * What a section answers when it cannot serve a call, and how long the caller does well to wait.
 */
final class Refusals {
  private static final Duration REFILL_WAIT = Duration.ofMillis(5);
  private static final Duration STORE_DOWN_WAIT = Duration.ofMillis(200);
  private static final Duration MOVING_WAIT = Duration.ofMillis(15);
  private static final Duration LEASE_WAIT = Duration.ofMillis(100);
  private static final Duration CROWD_WAIT = Duration.ofSeconds(1);

  private Refusals() {}

  static SeqsvrException notOwner(int section) {
    return retryable(
        ErrorReason.NOT_OWNER, section, "this node does not serve section " + section, MOVING_WAIT);
  }

  static SeqsvrException moving(int section, SectionPhase phase) {
    return retryable(
        ErrorReason.SECTION_MOVING, section, "section " + section + " is " + phase, MOVING_WAIT);
  }

  static SeqsvrException leaseLost() {
    return SeqsvrException.retryable(
        ErrorReason.LEASE_LOST, "the node's lease is not renewed", LEASE_WAIT);
  }

  /** The next range is not there yet. */
  static SeqsvrException storeUnavailable(int section, boolean silent) {
    return retryable(
        ErrorReason.STORE_UNAVAILABLE,
        section,
        "the seqs reserved for this conversation of section " + section + " are used up",
        silent ? STORE_DOWN_WAIT : REFILL_WAIT);
  }

  /** A raise whose reservation has been sent, or is to be sent, and will be repeated. */
  static SeqsvrException raiseUnconfirmed(int section) {
    return retryable(
        ErrorReason.STORE_UNAVAILABLE,
        section,
        "the store has not confirmed the raise; it may still be carried out",
        STORE_DOWN_WAIT);
  }

  /** The table has no room; a new generation is under way. */
  static SeqsvrException full(int section) {
    return retryable(
        ErrorReason.OVERLOADED,
        section,
        "section " + section + " has no room for a new conversation",
        REFILL_WAIT);
  }

  /** The conversation needs a ceiling of its own, and the section has as many as it may. */
  static SeqsvrException tooManyHot(int section) {
    return retryable(
        ErrorReason.OVERLOADED,
        section,
        "section " + section + " has as many busy conversations as it may (max-hot-counters)",
        CROWD_WAIT);
  }

  static SeqsvrException exhausted(int section, long count) {
    return new SeqsvrException(
        ErrorReason.SEQ_EXHAUSTED,
        "a conversation of section " + section + " has no " + count + " seqs left below 2^63",
        section(section),
        null);
  }

  private static SeqsvrException retryable(
      ErrorReason reason, int section, String message, Duration wait) {
    return new SeqsvrException(reason, message, section(section), wait);
  }

  private static Map<String, String> section(int section) {
    return Map.of("section", Integer.toString(section));
  }
}
