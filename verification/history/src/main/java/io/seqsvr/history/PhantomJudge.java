package io.seqsvr.history;

import java.util.Collection;

/**
 * The judgement that devices of one conversation were given nothing that nobody sent, and nothing
 * whose every send surely failed.
 */
final class PhantomJudge {
  private final String conversation;
  private final Findings findings;

  PhantomJudge(String conversation, Findings findings) {
    this.conversation = conversation;
    this.findings = findings;
  }

  void judge(Collection<Slot> slots) {
    for (Slot slot : slots) {
      Message message = slot.message();
      if (slot.linked() && message != null && !message.mayBeAccepted()) {
        findings.add(
            Violation.Kind.PHANTOM,
            () ->
                String.format(
                    "conv %s seq %d: shown, but %s",
                    conversation,
                    slot.seq(),
                    message.refused() ? "its send had failed" : "never sent"));
      }
    }
  }
}
