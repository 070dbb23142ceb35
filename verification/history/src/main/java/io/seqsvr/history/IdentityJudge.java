package io.seqsvr.history;

import java.util.HashMap;
import java.util.Map;

/**
 * The judgement that one message is one thing in a conversation: one name has one seq and one seq
 * has one name, over what senders were told and what devices showed. Of two that differ, the one
 * read first is taken for right. Owns the facts by name and by seq; one small entry each for every
 * message.
 */
final class IdentityJudge {
  private final String conversation;
  private final Findings findings;
  private final Map<MessageId, Message> messages = new HashMap<>();
  private final Map<Long, Slot> slots = new HashMap<>();

  IdentityJudge(String conversation, Findings findings) {
    this.conversation = conversation;
    this.findings = findings;
  }

  /** What is known under a name. */
  Message message(MessageId id) {
    return messages.computeIfAbsent(id, Message::new);
  }

  /** What is known about a seq. */
  Slot slot(long seq) {
    return slots.computeIfAbsent(seq, Slot::new);
  }

  /** What is known about every seq that came up. */
  Map<Long, Slot> slots() {
    return slots;
  }

  /** Takes in that a message is said to be at a seq. */
  void bind(Message message, Slot slot, HistoryLine line) {
    Slot firstSlot = message.placedAt(slot);
    if (firstSlot != slot) {
      findings.add(
          Violation.Kind.ONE_MESSAGE,
          () ->
              String.format(
                  "conv %s %s: seq %d and %d (%s)",
                  conversation, message.id(), firstSlot.seq(), slot.seq(), line.where()));
    }
    Message firstMessage = slot.takenBy(message);
    if (firstMessage != message) {
      findings.add(
          Violation.Kind.ONE_MESSAGE,
          () ->
              String.format(
                  "conv %s seq %d: %s and %s (%s)",
                  conversation, slot.seq(), firstMessage.id(), message.id(), line.where()));
    }
  }
}
