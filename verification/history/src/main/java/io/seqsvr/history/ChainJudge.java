package io.seqsvr.history;

import java.util.Map;

/**
 * The judgement over the predecessors of one conversation's messages: each names 0 or an earlier
 * message of the conversation, and to every device the same.
 */
final class ChainJudge {
  private final String conversation;
  private final Findings findings;

  ChainJudge(String conversation, Findings findings) {
    this.conversation = conversation;
    this.findings = findings;
  }

  /** Takes in the predecessor that a device was given for a message. */
  void link(Slot slot, long prevSeq, HistoryLine line) {
    if (prevSeq < 0 || prevSeq >= slot.seq()) {
      findings.add(
          Violation.Kind.CHAIN,
          () -> line.where() + ": seq " + slot.seq() + ", prev_seq " + prevSeq);
    }
    long first = slot.linkedTo(prevSeq);
    if (first != prevSeq) {
      findings.add(
          Violation.Kind.CHAIN,
          () ->
              String.format(
                  "conv %s seq %d: prev_seq %d and %d (%s)",
                  conversation, slot.seq(), first, prevSeq, line.where()));
    }
  }

  /**
   * Judges that predecessors exist. Must not be called where a send is of unknown outcome: its
   * message may be a predecessor that nobody has shown yet.
   */
  void judge(Map<Long, Slot> slots) {
    for (Slot slot : slots.values()) {
      if (!slot.linked() || slot.prevSeq() == 0) {
        continue;
      }
      Slot predecessor = slots.get(slot.prevSeq());
      if (predecessor == null || !predecessor.exists()) {
        findings.add(
            Violation.Kind.CHAIN,
            () ->
                String.format(
                    "conv %s seq %d: prev_seq %d is no message of it",
                    conversation, slot.seq(), slot.prevSeq()));
      }
    }
  }
}
