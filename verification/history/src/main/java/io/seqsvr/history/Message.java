package io.seqsvr.history;

import org.jspecify.annotations.Nullable;

/**
 * What is recorded under one name: the sends, and the first seq that came up with it. Compared by
 * identity; confined to its conversation's judge.
 */
final class Message {
  private final MessageId id;
  private @Nullable Slot slot;
  private boolean mayBeAccepted;
  private boolean refused;

  Message(MessageId id) {
    this.id = id;
  }

  MessageId id() {
    return id;
  }

  /** Notes a place for the message; returns the first one noted. */
  Slot placedAt(Slot seen) {
    if (slot == null) {
      slot = seen;
    }
    return slot;
  }

  void onSent(Outcome outcome) {
    if (outcome == Outcome.FAIL) {
      refused = true;
    } else {
      mayBeAccepted = true;
    }
  }

  /** A send of it was accepted, or nobody knows. */
  boolean mayBeAccepted() {
    return mayBeAccepted;
  }

  /** A send of it surely failed; another may not have. */
  boolean refused() {
    return refused;
  }
}
